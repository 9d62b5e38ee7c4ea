"""`astreinte lab`: FreeSWITCH, the controller and the pages on one machine, kept alive as the units of a box are."""
