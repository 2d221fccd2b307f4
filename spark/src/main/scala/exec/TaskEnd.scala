package org.apache.spark.sql.thermite.exec

import scala.collection.mutable
import scala.util.control.NonFatal

import org.apache.spark.TaskContext
import org.apache.spark.memory.TaskMemoryManager

/**
 * What is closed when a task ends, the last one first. All of it is one listener of the task's, from when
 * its first block is made: whatever is started above that block, as the thread that writes to Python in
 * Spark 3.5 (`BasePythonRunner.WriterThread`), has been stopped by then, even if it opened blocks itself.
 */
final class TaskEnd private {
  private val open = mutable.ArrayBuffer.empty[() => Unit]
  private var ended = false

  def add(close: () => Unit): Unit = {
    val late = synchronized {
      if (!ended) open += close
      ended
    }
    if (late) close()
  }

  private def run(): Unit = {
    val last = synchronized {
      ended = true
      open.reverse.toList
    }
    val failures = last.flatMap { close =>
      try {
        close()
        None
      } catch {
        case NonFatal(e) => Some(e)
      }
    }
    failures.headOption.foreach { first =>
      failures.tail.foreach(first.addSuppressed)
      throw first
    }
  }
}

object TaskEnd {
  /** By the task's memory, which is the same where a barrier wraps the context. */
  private val tasks = mutable.Map.empty[TaskMemoryManager, TaskEnd]

  def of(context: TaskContext): TaskEnd = synchronized {
    val task = context.taskMemoryManager()
    tasks.getOrElse(task, {
      val end = new TaskEnd
      tasks(task) = end
      context.addTaskCompletionListener[Unit] { _ =>
        synchronized(tasks.remove(task))
        end.run()
      }
      end
    })
  }
}
