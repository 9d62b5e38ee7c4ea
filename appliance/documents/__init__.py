"""What is printed: the monthly statement as a spreadsheet and as a page to sign. Bytes out, nothing read or written."""
