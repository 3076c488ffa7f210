// TextTokenization
