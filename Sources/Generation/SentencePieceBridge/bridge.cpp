#include "SentencePieceBridge.h"

#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include <sentencepiece_processor.h>

struct kinora_sentencepiece {
    sentencepiece::SentencePieceProcessor processor;
};

kinora_sentencepiece *kinora_sentencepiece_load(const void *bytes, size_t count) {
    try {
        auto model = std::make_unique<kinora_sentencepiece>();
        absl::string_view serialized(static_cast<const char *>(bytes), count);
        if (!model->processor.LoadFromSerializedProto(serialized).ok()) return nullptr;
        if (!model->processor.status().ok()) return nullptr;
        return model.release();
    } catch (...) {
        return nullptr;
    }
}

void kinora_sentencepiece_free(kinora_sentencepiece *model) { delete model; }

int32_t kinora_sentencepiece_vocabulary_size(const kinora_sentencepiece *model) {
    return model->processor.GetPieceSize();
}

int32_t kinora_sentencepiece_end_id(const kinora_sentencepiece *model) { return model->processor.eos_id(); }

int kinora_sentencepiece_encode(
    const kinora_sentencepiece *model, const char *text, size_t byte_count, int32_t **ids, size_t *id_count) {
    try {
        std::vector<int> encoded;
        if (!model->processor.Encode(absl::string_view(text, byte_count), &encoded).ok()) return -1;
        auto copy = static_cast<int32_t *>(std::malloc((encoded.size() + 1) * sizeof(int32_t)));
        if (copy == nullptr) return -1;
        for (size_t i = 0; i < encoded.size(); i++) copy[i] = encoded[i];
        *ids = copy;
        *id_count = encoded.size();
        return 0;
    } catch (...) {
        return -1;
    }
}
