/**
 * Text as numbers: vocabularies, tokenizers, sequences of one length; files of labelled text, of sentence pairs and of
 * words with their parts of speech.
 */
package dev.merapi.models.text;
