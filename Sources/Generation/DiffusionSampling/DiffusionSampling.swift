// DiffusionSampling
