package org.apache.spark.sql.thermite.exec

import scala.collection.mutable

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate._
import org.apache.spark.sql.thermite.arrow.{NativeColumnVector, NativeRow, RowsToArrow}
import org.apache.spark.sql.types.{DataType, IntegerType, StructType}
import org.apache.spark.util.SizeEstimator

/** An aggregate function over columns of the types `inputs`, with Spark's buffer `buffer`. */
final case class JvmAggregate(
    name: String,
    code: AggregateCode,
    inputs: Array[DataType],
    buffer: StructType,
    result: DataType) extends JvmCode

/** What Spark's aggregation operators do with a function and a buffer (`AggregationIterator`). */
sealed trait AggregateCode extends Serializable {
  def initialize(buffer: InternalRow): Unit
  def update(buffer: InternalRow, input: InternalRow): Unit
  def merge(buffer: InternalRow, other: InternalRow): Unit

  /** Makes the buffer one of the types that it is sent with. */
  def serialize(buffer: InternalRow): Unit
  def eval(buffer: InternalRow): Any
}

/** `function` is bound to its inputs, and its buffers begin at 0. */
final case class ImperativeCode(function: ImperativeAggregate) extends AggregateCode {
  override def initialize(buffer: InternalRow): Unit = function.initialize(buffer)

  override def update(buffer: InternalRow, input: InternalRow): Unit = function.update(buffer, input)

  override def merge(buffer: InternalRow, other: InternalRow): Unit = function.merge(buffer, other)

  override def serialize(buffer: InternalRow): Unit = function match {
    case typed: TypedImperativeAggregate[_] => typed.serializeAggregateBufferInPlace(buffer)
    case _ =>
  }

  override def eval(buffer: InternalRow): Any = function.eval(buffer)
}

/** Expressions bound to the buffer; those of updates and merges to the input after it. */
final case class DeclarativeCode(
    initial: Seq[Expression],
    updates: Seq[Expression],
    merges: Seq[Expression],
    result: Expression) extends AggregateCode {
  @transient private lazy val initialization = MutableProjection.create(initial)
  @transient private lazy val updating = MutableProjection.create(updates)
  @transient private lazy val merging = MutableProjection.create(merges)
  @transient private lazy val joined = new JoinedRow

  override def initialize(buffer: InternalRow): Unit = initialization.target(buffer)(InternalRow.empty)

  override def update(buffer: InternalRow, input: InternalRow): Unit =
    updating.target(buffer)(joined(buffer, input))

  override def merge(buffer: InternalRow, other: InternalRow): Unit =
    merging.target(buffer)(joined(buffer, other))

  override def serialize(buffer: InternalRow): Unit = ()

  override def eval(buffer: InternalRow): Any = result.eval(buffer)
}

/** The buffers of the groups of one native aggregate. */
final class JvmAggregateRunner(aggregate: JvmAggregate) extends AutoCloseable {
  private val code = aggregate.code
  private val bufferTypes = aggregate.buffer.fields.map(_.dataType)
  private val buffers = mutable.ArrayBuffer.empty[InternalRow]
  private lazy val states = writer(aggregate.buffer)
  private lazy val results = writer(new StructType().add("value", aggregate.result))
  private val open = mutable.ArrayBuffer.empty[RowsToArrow]
  private val value = new GenericInternalRow(1)

  /** The group whose buffer is the only one where groups follow one another, else -1. */
  private var current = -1
  private var rows = 0L
  private var measuredRows = 0L
  private var bytesOfGroup = 0L

  private def writer(schema: StructType): RowsToArrow = {
    val writer =
      new RowsToArrow(schema, Int.MaxValue, Long.MaxValue, Native.library.releaseAddress())
    open += writer
    writer
  }

  /** Takes rows, each with its group before its arguments or buffer; there are `groups` groups. */
  def add(input: Long, groups: Int, merge: Boolean): Unit = {
    while (buffers.length < groups) buffers += emptyBuffer()
    val types = if (merge) bufferTypes else aggregate.inputs
    val columns = NativeColumnVector.columns(input, IntegerType +: types)
    val count = NativeColumnVector.rows(input)
    val row = new NativeRow(columns.tail, 0)
    val group = columns.head
    var i = 0
    while (i < count) {
      val buffer = buffers(group.getInt(i))
      row.rowId = i
      if (merge) code.merge(buffer, row) else code.update(buffer, row)
      i += 1
    }
    rows += count
  }

  private def emptyBuffer(): InternalRow = {
    val buffer = new SpecificInternalRow(bufferTypes.toSeq)
    code.initialize(buffer)
    buffer
  }

  /**
   * Takes rows of groups in order; a group goes on with the buffer of the group before it, as in
   * `UnboundedPrecedingWindowFunctionFrame`, or begins anew at a row whose place is -1 - group and that
   * has no values. All groups but the last of the `groups` have their results then.
   */
  def follow(input: Long, groups: Int): Unit = {
    if (buffers.isEmpty) buffers += emptyBuffer()
    if (current < 0) {
      current = 0
      results.reset()
    }
    val buffer = buffers.head
    val columns = NativeColumnVector.columns(input, IntegerType +: aggregate.inputs)
    val count = NativeColumnVector.rows(input)
    val row = new NativeRow(columns.tail, 0)
    var i = 0
    while (i < count) {
      val place = columns.head.getInt(i)
      row.rowId = i
      if (place < 0) {
        leave(buffer, -1 - place)
        code.initialize(buffer)
      } else {
        leave(buffer, place)
        code.update(buffer, row)
      }
      i += 1
    }
    leave(buffer, groups - 1)
    rows += count
  }

  /** The results of the current group and those until `group`, which becomes the current one. */
  private def leave(buffer: InternalRow, group: Int): Unit =
    while (current < group) {
      write(buffer)
      current += 1
    }

  private def write(buffer: InternalRow): Unit = {
    value.update(0, code.eval(buffer))
    results.write(value)
  }

  /** The buffers or the results of the first `count` groups, which are gone then. */
  def emit(count: Int, asBuffers: Boolean): Long = if (current >= 0) {
    current = -1
    results.finish()
  } else {
    val writer = if (asBuffers) states else results
    writer.reset()
    buffers.iterator.take(count).foreach { buffer =>
      if (asBuffers) {
        code.serialize(buffer)
        writer.write(buffer)
      } else write(buffer)
    }
    buffers.remove(0, count)
    if (buffers.isEmpty) rows = 0
    writer.finish()
  }

  /** An estimate from some groups, renewed when there are twice as many rows. */
  def bytes: Long = {
    if (rows == 0) bytesOfGroup = 0
    else if (rows >= 2 * measuredRows || measuredRows > rows) {
      val step = math.max(buffers.length / JvmAggregateRunner.Sampled, 1)
      val sample = buffers.indices.by(step).map(buffers(_))
      bytesOfGroup = SizeEstimator.estimate(sample.toArray) / math.max(sample.length, 1)
      measuredRows = rows
    }
    bytesOfGroup * buffers.length
  }

  override def close(): Unit = open.foreach(_.close())
}

object JvmAggregateRunner {
  private val Sampled = 16
}
