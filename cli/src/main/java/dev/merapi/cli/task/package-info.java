/** What {@code merapi train} can train, by name: each task reads its data, builds its model and tests it. */
package dev.merapi.cli.task;
