"""Every read of the register: what stands, whose past it is, and the search over names."""
