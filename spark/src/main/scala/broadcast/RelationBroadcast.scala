package org.apache.spark.sql.thermite.broadcast

import java.util.{Collections, Properties, WeakHashMap}

import org.apache.spark.{SparkEnv, TaskContext, TaskContextImpl}
import org.apache.spark.broadcast.Broadcast
import org.apache.spark.memory.TaskMemoryManager
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection
import org.apache.spark.sql.catalyst.plans.physical.BroadcastMode
import org.apache.spark.sql.thermite.exec.{NativeBlockBytes, NativeIterator, NativePartition}

/**
 * A native broadcast as an operator of the JVM takes it: its value is the relation that `mode` makes of
 * the same `rows`, built once in each process that asks for it. Native operators take the `rows`. The
 * `block` reads them in its `partition`.
 */
final class RelationBroadcast(
    val rows: Broadcast[NativeBroadcast],
    numRows: Long,
    mode: BroadcastMode,
    block: NativeBlockBytes,
    partition: NativePartition) extends Broadcast[Any](rows.id) {

  override protected def getValue(): Any = RelationBroadcast.cached(rows.value) {
    Option(TaskContext.get()).fold(RelationBroadcast.onDriver(relation))(relation)
  }

  private def relation(context: TaskContext): Any = {
    val unsafe = UnsafeProjection.create(block.output)
    val copies = new NativeIterator(block, partition, Map.empty, Map.empty, context).flatMap { batch =>
      Iterator.tabulate[InternalRow](batch.numRows())(i => unsafe(batch.getRow(i)).copy())
    }
    mode.transform(copies, Some(numRows))
  }

  override protected def doUnpersist(blocking: Boolean): Unit = rows.unpersist(blocking)

  override protected def doDestroy(blocking: Boolean): Unit = rows.destroy(blocking)
}

private object RelationBroadcast {
  /** A relation lives as long as this process has the broadcast that it is made of. */
  private val relations = Collections.synchronizedMap(new WeakHashMap[NativeBroadcast, Relation])

  private final class Relation {
    private var value: Any = _

    def get(make: => Any): Any = synchronized {
      if (value == null) value = make
      value
    }
  }

  private def cached(rows: NativeBroadcast)(make: => Any): Any =
    relations.computeIfAbsent(rows, _ => new Relation).get(make)

  /** Outside of tasks: Spark asks on the driver whether keys are unique and for their values. */
  private def onDriver(relation: TaskContext => Any): Any = {
    val env = SparkEnv.get
    val memory = new TaskMemoryManager(env.memoryManager, 0)
    val context = new TaskContextImpl(0, 0, 0, 0, 0, 1, memory, new Properties, env.metricsSystem)
    try relation(context)
    finally {
      context.markTaskCompleted(None)
      memory.cleanUpAllAllocatedMemory()
    }
  }
}
