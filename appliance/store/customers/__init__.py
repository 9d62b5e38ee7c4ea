"""The company's customers and orders, brought whole by a list, and who a caller is by it."""
