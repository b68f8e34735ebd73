/** Boxes in images: how they overlap, and which of many overlapping ones to keep. */
package dev.merapi.models.vision;
