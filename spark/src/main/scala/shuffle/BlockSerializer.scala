package org.apache.spark.sql.thermite.shuffle

import java.io._
import java.nio.ByteBuffer

import scala.reflect.ClassTag

import org.apache.spark.serializer._

/**
 * Records of a partition and a run of blocks, as `UnsafeRowSerializer` has records of rows: a
 * length and the bytes. The partition is not written.
 */
final class BlockSerializer extends Serializer with Serializable {
  override def newInstance(): SerializerInstance = new BlockSerializerInstance

  override def supportsRelocationOfSerializedObjects: Boolean = true
}

private final class BlockSerializerInstance extends SerializerInstance {
  override def serializeStream(out: OutputStream): SerializationStream = new SerializationStream {
    private val data = new DataOutputStream(new BufferedOutputStream(out))

    override def writeKey[T: ClassTag](key: T): SerializationStream = this

    override def writeValue[T: ClassTag](value: T): SerializationStream = {
      val bytes = value.asInstanceOf[Array[Byte]]
      data.writeInt(bytes.length)
      data.write(bytes)
      this
    }

    override def writeObject[T: ClassTag](t: T): SerializationStream = unsupported

    override def flush(): Unit = data.flush()

    override def close(): Unit = data.close()
  }

  override def deserializeStream(in: InputStream): DeserializationStream =
    new DeserializationStream {
      private val data = new DataInputStream(new BufferedInputStream(in))

      override def readKey[T: ClassTag](): T = null.asInstanceOf[T]

      /** An EOFException at the end, as the base class wants it. */
      override def readValue[T: ClassTag](): T = {
        val bytes = new Array[Byte](data.readInt())
        data.readFully(bytes)
        bytes.asInstanceOf[T]
      }

      override def readObject[T: ClassTag](): T = unsupported

      override def close(): Unit = data.close()
    }

  override def serialize[T: ClassTag](t: T): ByteBuffer = unsupported

  override def deserialize[T: ClassTag](bytes: ByteBuffer): T = unsupported

  override def deserialize[T: ClassTag](bytes: ByteBuffer, loader: ClassLoader): T = unsupported

  private def unsupported: Nothing =
    throw new UnsupportedOperationException("shuffles write keys and values")
}
