-- The whole visit, as far as a script of FreeSWITCH's own goes in its fewest lines.
local folder, dial = session:getVariable("bench_folder"), session:getVariable("bench_dial")
local order = "file_string://"
session:answer()
session:execute("set", "playback_delimiter=!")
session:playAndGetDigits(1, 1, 1, 5000, "#", "file_string://" .. folder .. "/greeting.wav!" .. folder .. "/menu.wav", "", "[0-9]")
for digit in session:playAndGetDigits(5, 5, 1, 5000, "#", folder .. "/ask.wav", "", "[0-9]+"):gmatch(".") do
  order = order .. folder .. "/" .. digit .. ".wav!"
end
session:playAndGetDigits(1, 1, 1, 5000, "#", order .. folder .. "/confirm.wav", "", "[0-9]")
session:execute("set", "group_confirm_key=1")
session:execute("set", "group_confirm_file=" .. folder .. "/whisper.wav")
session:execute("bridge", dial)
