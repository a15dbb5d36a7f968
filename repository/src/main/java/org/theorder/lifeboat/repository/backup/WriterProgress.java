package org.theorder.lifeboat.repository.backup;

/**
 * How far a backup is.
 *
 * @param receivedBytes tar bytes taken from the server
 * @param durableBytes tar bytes of parts that are durable in every region that is still part of the backup
 * @param storedBytes what those parts weigh in one region after compression
 * @param files files seen completely
 */
public record WriterProgress(long receivedBytes, long durableBytes, long storedBytes, long files) {}
