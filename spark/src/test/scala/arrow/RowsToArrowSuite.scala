package org.apache.spark.sql.thermite.arrow

import scala.util.Random

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{GenericInternalRow, UnsafeProjection}
import org.apache.spark.sql.catalyst.util.{ArrayBasedMapData, GenericArrayData}
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** What is written as Arrow reads back as it was, for every type and batch after batch. */
class RowsToArrowSuite extends AnyFunSuite {
  private val flat: Seq[DataType] = Seq(
    NullType,
    BooleanType,
    ByteType,
    ShortType,
    IntegerType,
    LongType,
    FloatType,
    DoubleType,
    DecimalType(9, 2),
    DecimalType(18, 0),
    DecimalType(19, 4),
    DecimalType(38, 38),
    StringType,
    BinaryType,
    DateType,
    TimestampType,
    TimestampNTZType,
    YearMonthIntervalType(),
    DayTimeIntervalType())

  private val point = StructType(Seq(StructField("x", LongType), StructField("name", StringType)))

  private val nested: Seq[DataType] = Seq(
    ArrayType(BooleanType),
    ArrayType(ArrayType(StringType)),
    ArrayType(DecimalType(12, 2)),
    point,
    ArrayType(point),
    MapType(StringType, DoubleType),
    MapType(IntegerType, ArrayType(point)),
    StructType(Seq(StructField("p", point), StructField("m", MapType(LongType, BinaryType)))),
    StructType(Nil))

  private val schema = StructType((flat ++ nested).zipWithIndex.map { case (t, i) =>
    StructField(s"c$i", t)
  })

  private def decimal(random: Random, d: DecimalType): Decimal = {
    val digits = BigInt(math.min(126, d.precision * 332 / 100 - 1), random)
    val unscaled = if (random.nextBoolean()) digits else -digits
    Decimal(BigDecimal(unscaled, d.scale), d.precision, d.scale)
  }

  private def value(random: Random, dataType: DataType, nulls: Double): Any =
    if (random.nextDouble() < nulls) null
    else dataType match {
      case NullType => null
      case BooleanType => random.nextBoolean()
      case ByteType => random.nextInt().toByte
      case ShortType => random.nextInt().toShort
      case IntegerType | DateType | _: YearMonthIntervalType => random.nextInt()
      case LongType | TimestampType | TimestampNTZType | _: DayTimeIntervalType =>
        random.nextLong()
      case FloatType => java.lang.Float.intBitsToFloat(random.nextInt())
      case DoubleType => java.lang.Double.longBitsToDouble(random.nextLong())
      case d: DecimalType => decimal(random, d)
      case StringType => UTF8String.fromString("ä" * random.nextInt(20))
      case BinaryType => Array.fill(random.nextInt(20))(random.nextInt().toByte)
      case ArrayType(element, _) =>
        new GenericArrayData(Array.fill[Any](random.nextInt(5))(value(random, element, nulls)))
      case MapType(k, v, _) =>
        val size = random.nextInt(4)
        new ArrayBasedMapData(
          new GenericArrayData(Array.fill[Any](size)(value(random, k, 0))),
          new GenericArrayData(Array.fill[Any](size)(value(random, v, nulls))))
      case struct: StructType =>
        new GenericInternalRow(struct.fields.map(f => value(random, f.dataType, nulls)))
      case other => fail(s"$other has no values")
    }

  private def rows(random: Random, count: Int, nulls: Double): Seq[InternalRow] =
    Seq.fill(count) {
      new GenericInternalRow(schema.fields.map(f => value(random, f.dataType, nulls)): Array[Any])
    }

  /** Rows as bytes, which compare all types; NaN bits included. */
  private def bytes(input: Iterator[InternalRow]): Seq[Seq[Byte]] = {
    val project = UnsafeProjection.create(schema)
    input.map(row => project(row).getBytes.toList).toList
  }

  private def read(address: Long): Iterator[InternalRow] = {
    val rows = NativeBatch(address, schema.fields.map(_.dataType), _ => ()).rowIterator()
    Iterator.continually(rows).takeWhile(_.hasNext).map(_.next())
  }

  private def roundTrip(input: Seq[InternalRow], maxRows: Int): Unit = {
    val writer = new RowsToArrow(schema, maxRows, RowsToArrow.DefaultMaxBytes, 1L)
    try {
      val left = input.iterator
      val expected = bytes(input.iterator)
      val batches = Iterator.continually(writer.next(left)).takeWhile(_ != 0).map { address =>
        val batch = bytes(read(address))
        assert(batch.size <= maxRows)
        batch
      }
      val actual = batches.flatten.toList
      assert(actual.size == expected.size)
      actual.indices.foreach(i => assert(actual(i) == expected(i), s"row $i"))
    } finally writer.close()
  }

  test("all types, with few, some and only nulls, over many batches in the same memory") {
    val random = new Random(1)
    for (nulls <- Seq(0.0, 0.01, 0.3, 1.0)) roundTrip(rows(random, 500, nulls), 64)
  }

  test("nulls of one batch leave nothing in the next") {
    val random = new Random(2)
    val mixed = Seq(0.5, 0.0, 1.0, 0.0, 0.1).flatMap(nulls => rows(random, 33, nulls))
    roundTrip(mixed, 33)
  }

  test("unsafe rows") {
    val project = UnsafeProjection.create(schema)
    roundTrip(rows(new Random(3), 300, 0.2).map(row => project(row).copy()), 100)
  }

  test("no rows are no batch") {
    val writer = new RowsToArrow(schema, 10, RowsToArrow.DefaultMaxBytes, 1L)
    assert(writer.next(Iterator.empty) == 0)
    writer.close()
    writer.close()
  }

  test("a batch ends when its bytes are enough") {
    val strings = StructType(Seq(StructField("s", StringType)))
    val writer = new RowsToArrow(strings, 1000, 100, 1L)
    val text = UTF8String.fromString("x" * 30)
    val input = Iterator.fill(10)(InternalRow(text))
    val sizes = Iterator.continually(writer.next(input)).takeWhile(_ != 0)
      .map(NativeColumnVector.rows).toList
    assert(sizes == List(4, 4, 2))
    writer.close()
  }

  test("a decimal that does not fit its column is null, as in UnsafeRowWriter") {
    for ((precision, value) <- Seq(5 -> "1234567", 20 -> "1234567890123456789012")) {
      val decimals = StructType(Seq(StructField("d", DecimalType(precision, 0))))
      val writer = new RowsToArrow(decimals, 10, 1000, 1L)
      val address = writer.next(Iterator(InternalRow(Decimal(BigDecimal(value)))))
      val batch = NativeBatch(address, Array(DecimalType(precision, 0)), _ => ())
      assert(batch.column(0).isNullAt(0))
      writer.close()
    }
  }

  test("every array has the caller's release and no offset") {
    val writer = new RowsToArrow(schema, 10, 1000, 77L)
    val root = writer.next(rows(new Random(4), 3, 0.1).iterator)
    def check(array: Long): Unit = {
      val fields = Seq(16L, 56L, 64L, 72L)
        .map(field => org.apache.spark.unsafe.Platform.getLong(null, array + field))
      assert(fields == Seq(0L, 0L, 77L, 0L))
      val children = org.apache.spark.unsafe.Platform.getLong(null, array + 32)
      (0 until children.toInt).foreach(i => check(CArray.child(array, i)))
    }
    check(root)
    writer.close()
  }
}
