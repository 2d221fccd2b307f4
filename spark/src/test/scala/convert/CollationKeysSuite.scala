package org.apache.spark.sql.thermite.convert

import java.util.Arrays

import scala.util.{Random, Try}

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.catalyst.expressions.Literal
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser
import org.apache.spark.sql.catalyst.util.TypeUtils
import org.apache.spark.sql.thermite.shim.VersionTypes
import org.apache.spark.sql.types.{DataType, StringType}
import org.apache.spark.unsafe.types.UTF8String

/** The keys of collated strings are equal as Spark's comparators say; those that are said to be ordered are. */
class CollationKeysSuite extends AnyFunSuite {
  private val names =
    Seq("UTF8_LCASE", "UTF8_BINARY_RTRIM", "UTF8_LCASE_RTRIM") ++
      (for {
        locale <- Seq("UNICODE", "af", "ar", "bn", "cs", "da", "de", "de__PHONEBOOK", "es", "fi", "fr_CAN", "he", "hi",
          "hu", "ja", "ko", "lt", "my", "nb", "pl", "ru", "sk", "sr_Cyrl_SRB", "sv", "th", "tr", "vi", "zh", "zh_Hant_TWN")
        strength <- Seq("", "_AI", "_CI", "_CI_AI")
        spaces <- Seq("", "_RTRIM")
      } yield locale + strength + spaces)

  private lazy val types: Seq[(String, DataType)] = names.flatMap { name =>
    Try(CatalystSqlParser.parseDataType(s"STRING COLLATE $name")).toOption
      .filter(t => t.isInstanceOf[StringType] && VersionTypes.isCollated(t) && VersionTypes.isEqualByKey(t))
      .map(name -> _)
  }

  private val alphabets: Seq[IndexedSeq[Int]] = Seq(
    ('a' to 'f') ++ ('A' to 'F') ++ "  -_.,'".toSeq,
    "iIsSkK\u0131\u0130\u017f\u00df\u1e9e\u212a\u00e5\u212bzZ\u01c6\u01c5\u01c4\ufb01\ufb06".toSeq,
    ('\u00c0' to '\u017f').toIndexedSeq,
    ('\u0300' to '\u0315') ++ ('\u031b' to '\u0345') ++ "aeouAEOU".toSeq,
    "\u03a3\u03c3\u03c2\u0391\u03b1\u0386\u03ac\u03d1\u0398\u1f80\u1f88".toSeq,
    ('\u0400' to '\u045f').toIndexedSeq,
    ('\u05d0' to '\u05ea') ++ ('\u05b0' to '\u05bd') ++ ('\u0620' to '\u0652'),
    ('\u0e01' to '\u0e4e').toIndexedSeq,
    ('\u1100' to '\u1112') ++ ('\u1161' to '\u1175') ++ ('\u11a8' to '\u11c2') ++ "\uac00\uac01\ud7a3".toSeq,
    ('\u3041' to '\u30ff') ++ "\uff76\uff9e\u4e00\u4e8c\u9fa5\uf900".toSeq,
    ('\u0900' to '\u094d') ++ ('\u1000' to '\u103a'),
    ('\u0000' to '\u0020') ++ "\u00ad\u034f\u061c\u200b\u200d\u2028\ufe0f\ufeff\ufffd\ufffe\uffff".toSeq,
    "0123456789\u0660\u0967\u00b2\u2460\uff11".toSeq).map(_.map(_.toInt).toIndexedSeq) :+
    IndexedSeq(0x1f600, 0x1f3fb, 0x10400, 0x10428, 0x1d400, 0x20000, 0x2f800, 0x10ffff, 0xe0041, 'a'.toInt)

  private def character(random: Random): Int = random.nextInt(16) match {
    case 0 => Iterator.continually(random.nextInt(0x110000)).find(c => c < 0xd800 || c > 0xdfff).get
    case n if n < alphabets.length => alphabets(n)(random.nextInt(alphabets(n).length))
    case _ => alphabets.head(random.nextInt(alphabets.head.length))
  }

  private def text(points: Seq[Int]): String = {
    val builder = new java.lang.StringBuilder
    points.foreach(builder.appendCodePoint)
    builder.toString
  }

  /** A string like `other`, which a collation may take for the same. */
  private def similar(other: Seq[Int], random: Random): String = {
    val place = random.nextInt(other.length + 1)
    val (before, after) = other.splitAt(place)
    random.nextInt(7) match {
      case 0 => text(other).toUpperCase
      case 1 => text(other).toLowerCase
      case 2 => text(other) + " " * random.nextInt(3)
      case 3 => text((before :+ character(random)) ++ after)
      case 4 => text((before :+ character(random)) ++ after.drop(1))
      case 5 => text(before ++ after.drop(1))
      case _ => text(Iterator.fill(random.nextInt(6))(character(random)).toSeq)
    }
  }

  test("keys compare as the strings") {
    assert(types.length > names.length / 2, "too few collations are known by these names")
    val random = new Random(17)
    types.foreach { case (name, dataType) =>
      val ordering = TypeUtils.getInterpretedOrdering(dataType)
      def key(s: UTF8String): Array[Byte] =
        VersionTypes.collationKey(Literal(s, dataType)).eval().asInstanceOf[Array[Byte]]
      for (_ <- 0 until CollationKeysSuite.Pairs) {
        val points = Seq.fill(random.nextInt(6))(character(random))
        val (a, b) = (UTF8String.fromString(text(points)), UTF8String.fromString(similar(points, random)))
        val expected = Integer.signum(ordering.compare(a, b))
        val actual = Integer.signum(Arrays.compareUnsigned(key(a), key(b)))
        val isRight =
          if (VersionTypes.isOrderedByKey(dataType)) actual == expected else (actual == 0) == (expected == 0)
        assert(isRight, s"$name: ${escaped(a)} and ${escaped(b)}")
      }
    }
  }

  private def escaped(s: UTF8String): String = s.toString.map(c => f"\\u${c.toInt}%04x").mkString
}

object CollationKeysSuite {
  private val Pairs = Option(System.getProperty("collation.pairs")).fold(1000)(_.toInt)
}
