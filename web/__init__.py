"""The pages of the appliance."""
