#ifndef KINORA_SENTENCEPIECE_BRIDGE_H
#define KINORA_SENTENCEPIECE_BRIDGE_H

// The part of the C++ library SentencePiece that Kinora needs, callable from Swift. No call lets a C++ exception out.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A loaded model. It never changes, so several threads may encode with it at once.
typedef struct kinora_sentencepiece kinora_sentencepiece;

/// Reads a serialized model; NULL when the bytes are not one. Free it with kinora_sentencepiece_free.
kinora_sentencepiece *kinora_sentencepiece_load(const void *bytes, size_t count);

void kinora_sentencepiece_free(kinora_sentencepiece *model);

/// The number of pieces; every id is less.
int32_t kinora_sentencepiece_vocabulary_size(const kinora_sentencepiece *model);

/// The id of the end-of-sentence token, or -1 when the model has none.
int32_t kinora_sentencepiece_end_id(const kinora_sentencepiece *model);

/// Splits UTF-8 text into ids. On success sets *ids to an array of *id_count ids, to be given to free(), and returns 0;
/// otherwise returns -1 and sets nothing.
int kinora_sentencepiece_encode(
    const kinora_sentencepiece *model, const char *text, size_t byte_count, int32_t **ids, size_t *id_count);

#ifdef __cplusplus
}
#endif

#endif
