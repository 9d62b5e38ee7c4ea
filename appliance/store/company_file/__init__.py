"""The company file: read whole or refused whole, every error at once; written back as it would be read."""

from appliance.store.company_file.problems import CompanyFileErrors, Problem
from appliance.store.company_file.reader import load_company_file, read_company
from appliance.store.company_file.writer import write_company

__all__ = ["CompanyFileErrors", "Problem", "load_company_file", "read_company", "write_company"]
