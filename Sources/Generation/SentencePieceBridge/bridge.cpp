#include "SentencePieceBridge.h"
