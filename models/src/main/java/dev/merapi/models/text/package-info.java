/** Text as numbers: vocabularies, tokenizers, sequences of one length, and files of labelled text. */
package dev.merapi.models.text;
