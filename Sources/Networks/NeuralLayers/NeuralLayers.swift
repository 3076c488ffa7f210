// NeuralLayers
