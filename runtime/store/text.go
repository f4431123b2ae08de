package store

import (
	"encoding/hex"
	"net/netip"
	"strconv"
	"time"
)

// The Append functions write the text by which PostgreSQL reads a value of a
// type. They take part in arrays and filters.

// AppendText appends a string as it is.
func AppendText[T ~string](dst []byte, v T) []byte { return append(dst, v...) }

// AppendInt appends an integer.
func AppendInt[T ~int16 | ~int32 | ~int64 | ~int | ~uint32](dst []byte, v T) []byte {
	return strconv.AppendInt(dst, int64(v), 10)
}

// AppendFloat appends a floating point number with all its digits.
func AppendFloat[T ~float32 | ~float64](dst []byte, v T) []byte {
	if _, ok := any(v).(float32); ok {
		return strconv.AppendFloat(dst, float64(v), 'g', -1, 32)
	}
	return strconv.AppendFloat(dst, float64(v), 'g', -1, 64)
}

// AppendBool appends true or false.
func AppendBool[T ~bool](dst []byte, v T) []byte { return strconv.AppendBool(dst, bool(v)) }

// AppendBytes appends the hexadecimal form of a bytea. It returns nil for nil,
// which is NULL in an array.
func AppendBytes[T ~[]byte](dst []byte, v T) []byte {
	if v == nil {
		return nil
	}
	return hex.AppendEncode(append(dst, `\x`...), v)
}

// AppendJSON appends a document as it is. It returns nil for nil, which is NULL
// in an array.
func AppendJSON(dst []byte, v JSON) []byte {
	if v == nil {
		return nil
	}
	return append(dst, v...)
}

// AppendUUID appends the usual form of a uuid.
func AppendUUID[T ~[16]byte](dst []byte, v T) []byte {
	b := [16]byte(v)
	dst = hex.AppendEncode(dst, b[:4])
	dst = hex.AppendEncode(append(dst, '-'), b[4:6])
	dst = hex.AppendEncode(append(dst, '-'), b[6:8])
	dst = hex.AppendEncode(append(dst, '-'), b[8:10])
	return hex.AppendEncode(append(dst, '-'), b[10:])
}

// AppendPrefix appends an inet or cidr. It returns nil for the zero prefix, which
// is NULL in an array.
func AppendPrefix(dst []byte, v netip.Prefix) []byte {
	if v == (netip.Prefix{}) {
		return nil
	}
	return v.AppendTo(dst)
}

// AppendTime appends a timestamptz in UTC.
func AppendTime(dst []byte, v time.Time) []byte {
	return appendTime(dst, v.UTC(), "-01-02 15:04:05.999999Z")
}

// AppendTimestamp appends a timestamp without time zone: the time in UTC.
func AppendTimestamp(dst []byte, v time.Time) []byte {
	return appendTime(dst, v.UTC(), "-01-02 15:04:05.999999")
}

// AppendDate appends the day of v in v's own location.
func AppendDate(dst []byte, v time.Time) []byte { return appendTime(dst, v, "-01-02") }

// appendClock appends a time with its zone's offset. A column with time zone reads
// the moment from it, one without zone the clock, and a date the day.
func appendClock(dst []byte, v time.Time) []byte {
	return appendTime(dst, v, "-01-02 15:04:05.999999-07:00:00")
}

// appendTime writes the year by itself because PostgreSQL wants four digits at
// least, and years before 1 as BC.
func appendTime(dst []byte, v time.Time, layout string) []byte {
	year := v.Year()
	before := year < 1
	if before {
		year = 1 - year
	}
	for limit := 1000; limit > year; limit /= 10 {
		dst = append(dst, '0')
	}
	dst = v.AppendFormat(strconv.AppendInt(dst, int64(year), 10), layout)
	if before {
		dst = append(dst, " BC"...)
	}
	return dst
}

// AppendInterval appends an interval.
func AppendInterval(dst []byte, v Interval) []byte {
	dst = append(strconv.AppendInt(dst, int64(v.Months), 10), " mons "...)
	if v.Months < 0 && v.Days >= 0 {
		// With IntervalStyle = sql_standard a minus at the start would count for all.
		dst = append(dst, '+')
	}
	dst = append(strconv.AppendInt(dst, int64(v.Days), 10), " days "...)
	if v.Months < 0 && v.Microseconds >= 0 {
		dst = append(dst, '+')
	}
	return append(strconv.AppendInt(dst, v.Microseconds, 10), " us"...)
}
