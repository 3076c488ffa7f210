// VideoEngine
