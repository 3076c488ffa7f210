// CPUBackend
