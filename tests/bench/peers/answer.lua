-- The same visit as the other peers: answered, one file, the end.
session:answer()
session:streamFile(session:getVariable("bench_file"))
