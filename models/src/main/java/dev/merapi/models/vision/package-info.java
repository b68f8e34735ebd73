/** Boxes in images: how they overlap, which of many overlapping ones to keep, and those that detectors start from. */
package dev.merapi.models.vision;
