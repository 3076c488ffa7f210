// VideoPipelines
