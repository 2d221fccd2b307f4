package org.apache.spark.sql.thermite.exec

import java.io.InputStream

/** What a task reads of a shuffle besides the segments that native code opens itself. */
trait ShuffleInput {
  /** Runs of blocks, one after the other. */
  def streams: Iterator[InputStream]

  /**
   * What to throw because blocks are unreadable: those of the segment of that index, or of the
   * stream that was taken last.
   */
  def unreadable(segment: Option[Int], cause: Exception): Throwable

  def rowsRead(rows: Long): Unit
}
