// DiffusionModels
