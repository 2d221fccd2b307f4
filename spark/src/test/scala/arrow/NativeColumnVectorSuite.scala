package org.apache.spark.sql.thermite.arrow

import scala.collection.mutable

import org.scalatest.BeforeAndAfterEach
import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.types._
import org.apache.spark.sql.vectorized.ColumnVector
import org.apache.spark.unsafe.Platform

/** Arrays that the JVM's own writer does not make: slices, views and dictionaries. */
class NativeColumnVectorSuite extends AnyFunSuite with BeforeAndAfterEach {
  private val memory = mutable.ArrayBuffer.empty[Long]

  override def afterEach(): Unit = {
    memory.foreach(Platform.freeMemory)
    memory.clear()
  }

  private def allocated(bytes: Array[Byte]): Long = {
    val address = Platform.allocateMemory(math.max(bytes.length, 1).toLong)
    memory += address
    Platform.copyMemory(bytes, Platform.BYTE_ARRAY_OFFSET, null, address, bytes.length)
    address
  }

  private def ints(values: Int*): Long = {
    val bytes = new Array[Byte](4 * values.length)
    values.indices.foreach { i =>
      Platform.putInt(bytes, Platform.BYTE_ARRAY_OFFSET + 4 * i, values(i))
    }
    allocated(bytes)
  }

  private def bits(values: Boolean*): Long = {
    val bytes = new Array[Byte]((values.length + 7) / 8)
    values.indices.filter(values(_)).foreach { i =>
      bytes(i / 8) = (bytes(i / 8) | 1 << (i % 8)).toByte
    }
    allocated(bytes)
  }

  private def array(
      length: Int,
      offset: Int,
      buffers: Seq[Long],
      children: Seq[Long] = Nil,
      nullCount: Int = -1,
      dictionary: Long = 0): Long = {
    val address = CArray.allocate(buffers.size, children.size)
    memory += address
    CArray.write(address, length, nullCount, buffers.toArray, children.toArray, 1L)
    Platform.putLong(null, address + 16, offset.toLong)
    Platform.putLong(null, address + 56, dictionary)
    address
  }

  private def column(
      child: Long,
      dataType: DataType,
      offset: Int = 0,
      length: Int = 3): ColumnVector =
    NativeColumnVector.columns(array(length, offset, Seq(0L), Seq(child)), Array(dataType))(0)

  private def strings(column: ColumnVector, rows: Int): Seq[String] =
    (0 until rows).map(i => Option(column.getUTF8String(i)).map(_.toString).orNull)

  test("offsets of the batch and of the column add up, and nulls are counted") {
    val valid = bits(true, true, true, false, true, true)
    val child = array(5, 1, Seq(valid, ints(0, 1, 2, 3, 4, 5)))
    val whole = column(child, IntegerType, offset = 0, length = 5)
    assert((0 until 5).map(whole.isNullAt) == Seq(false, false, true, false, false))
    assert(whole.numNulls() == 1 && whole.hasNull)
    val sliced = column(child, IntegerType, offset = 3, length = 2)
    assert((0 until 2).map(sliced.getInt) == Seq(4, 5))
    assert(sliced.numNulls() == 0 && !sliced.hasNull)
  }

  test("fields of a sliced struct, elements of a sliced list") {
    val field = array(6, 0, Seq(0L, ints(10, 11, 12, 13, 14, 15)))
    val struct = array(4, 2, Seq(bits(true, true, true, false, true, true)), Seq(field))
    val structs = column(struct, StructType(Seq(StructField("f", IntegerType))))
    assert(structs.getStruct(0).getInt(0) == 12)
    assert(structs.isNullAt(1) && structs.getStruct(1) == null)
    assert(structs.getStruct(2).getInt(0) == 14)

    val elements = array(5, 1, Seq(0L, ints(-1, 0, 1, 2, 3, 4)))
    val list = array(3, 1, Seq(0L, ints(0, 1, 3, 3, 5)), Seq(elements))
    val lists = column(list, ArrayType(IntegerType))
    assert((0 until 3).map(lists.getArray(_).toIntArray.toSeq) == Seq(Seq(1, 2), Nil, Seq(3, 4)))
  }

  test("entries of a sliced map") {
    val keys = array(4, 0, Seq(0L, ints(0, 1, 2, 3)))
    val values = array(4, 0, Seq(0L, ints(0, 10, 20, 30)))
    val entries = array(3, 1, Seq(0L), Seq(keys, values))
    val map = array(3, 0, Seq(0L, ints(0, 1, 1, 3)), Seq(entries))
    val maps = column(map, MapType(IntegerType, IntegerType))
    assert(maps.getMap(0).keyArray().toIntArray.toSeq == Seq(1))
    assert(maps.getMap(1).numElements() == 0)
    assert(maps.getMap(2).valueArray().toIntArray.toSeq == Seq(20, 30))
  }

  test("strings in a dictionary, which may have nulls itself") {
    val text = allocated("abcde".getBytes)
    val words = array(3, 0, Seq(bits(true, false, true), ints(0, 2, 2, 5), text))
    val encoded =
      array(3, 1, Seq(bits(true, true, true, false), ints(0, 2, 1, 0)), dictionary = words)
    val column = this.column(encoded, StringType)
    assert(strings(column, 3) == Seq("cde", null, null))
    assert(column.numNulls() == 2)
  }

  test("views of strings, short and long") {
    val long = "a string of more than twelve bytes"
    val data = allocated(("__" + long).getBytes)
    val views = new Array[Byte](48)
    val at = Platform.BYTE_ARRAY_OFFSET
    Platform.putInt(views, at, 12)
    Platform.copyMemory("twelve bytes".getBytes, at, views, at + 4, 12)
    Platform.putInt(views, at + 16, long.length)
    Platform.putInt(views, at + 24, 1)
    Platform.putInt(views, at + 28, 2)
    val child = array(3, 0, Seq(0L, allocated(views), allocated(Array.empty[Byte]), data))
    val batch = array(3, 0, Seq(0L), Seq(child))
    val column = NativeColumnVector.columns(batch, Array[DataType](StringType), views = true)(0)
    assert(strings(column, 3) == Seq("twelve bytes", long, ""))
  }

  test("a batch is released once: when closed, or when the next one is taken") {
    val addresses = Seq.fill(3)(array(2, 0, Seq(0L), Seq(array(2, 0, Seq(0L, ints(1, 2))))))
    val left = addresses.iterator
    val released = mutable.ArrayBuffer.empty[Long]
    val batches = new NativeBatch.Batches(
      Array(IntegerType),
      () => if (left.hasNext) left.next() else 0L,
      address => released += address)
    val first = batches.next()
    first.close()
    assert(released == addresses.take(1))
    assert(batches.hasNext && batches.hasNext)
    val second = batches.next()
    assert(second.numRows() == 2 && second.column(0).getInt(1) == 2)
    assert(batches.hasNext && released == addresses.take(2))
    batches.close()
    assert(released == addresses && !batches.hasNext)
  }
}
