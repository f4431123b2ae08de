package store

import (
	"database/sql/driver"
	"fmt"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// The functions below turn a field into an argument of a statement. They exist
// for types that pgx would refuse or change in some of its execution modes.

// Plain passes a value that pgx encodes alike in every mode.
func Plain[T any](v T) any { return v }

// Text passes a string of a named type.
func Text[T ~string](v T) any { return string(v) }

// UUIDOf passes a uuid of any Go type.
func UUIDOf[T ~[16]byte](v T) any { return UUID(v) }

// Date passes the day of v in v's own location.
func Date(v time.Time) any { return string(AppendDate(nil, v)) }

// Timestamp passes a time for a timestamp without time zone: converted to UTC,
// never cut off.
func Timestamp(v time.Time) any { return string(AppendTimestamp(nil, v)) }

// IntervalText passes an interval.
func IntervalText(v Interval) any { return v.String() }

// JSONText passes a document; nil is NULL.
func JSONText(v JSON) any {
	if v == nil {
		return nil
	}
	return string(v)
}

// JSONOf passes any Go value as a document.
func JSONOf[T any](v T) any { return jsonArgument[T]{v} }

// Maybe passes NULL for nil, else what p points to, through arg.
func Maybe[T any](p *T, arg func(T) any) any {
	if p == nil {
		return nil
	}
	return arg(*p)
}

// Array passes a slice as an array; nil is an empty array. An element is NULL
// where text returns nil, as it does for bytes and documents that are nil and
// for the zero netip.Prefix: these are read from NULL.
func Array[T any](v []T, text func([]byte, T) []byte) any {
	if len(v) == 0 {
		return "{}"
	}
	dst := make([]byte, 0, 2+40*len(v))
	for i, e := range v {
		dst = append(dst, "{,"[min(i, 1)])
		if element := text(dst, e); element != nil {
			dst = quoteElement(element, len(dst))
		} else {
			dst = append(dst, "NULL"...)
		}
	}
	return string(append(dst, '}'))
}

// ArrayOrNull passes a slice as an array; nil is NULL.
func ArrayOrNull[T any](v []T, text func([]byte, T) []byte) any {
	if v == nil {
		return nil
	}
	return Array(v, text)
}

// quoteElement puts quotes around dst[start:], the text of an array element,
// unless it can only be read as itself.
func quoteElement(dst []byte, start int) []byte {
	n, escapes := len(dst)-start, 0
	plain := n > 0 && (n != 4 || !strings.EqualFold(string(dst[start:]), "null"))
	for _, c := range dst[start:] {
		switch {
		case c == '"' || c == '\\':
			escapes++
			plain = false
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '.':
		default:
			plain = false
		}
	}
	if plain {
		return dst
	}
	for range escapes + 2 {
		dst = append(dst, '"')
	}
	// From the back, so that nothing is overwritten before it was moved.
	to := len(dst) - 2
	for from := start + n - 1; from >= start; from-- {
		dst[to] = dst[from]
		to--
		if dst[from] == '"' || dst[from] == '\\' {
			dst[to] = '\\'
			to--
		}
	}
	dst[start] = '"'
	return dst
}

// appendArgument appends the text of an argument made by the functions above,
// for statements that pass many rows as arrays. It reports false for NULL.
func appendArgument(dst []byte, arg any) ([]byte, bool, error) {
	switch v := arg.(type) {
	case nil:
		return dst, false, nil
	case string:
		return append(dst, v...), true, nil
	case []byte:
		if v == nil {
			return dst, false, nil
		}
		return AppendBytes(dst, v), true, nil
	case bool:
		return AppendBool(dst, v), true, nil
	case int16:
		return AppendInt(dst, v), true, nil
	case int32:
		return AppendInt(dst, v), true, nil
	case int64:
		return AppendInt(dst, v), true, nil
	case uint32:
		return AppendInt(dst, v), true, nil
	case float32:
		return AppendFloat(dst, v), true, nil
	case float64:
		return AppendFloat(dst, v), true, nil
	case time.Time:
		return appendClock(dst, v), true, nil
	case netip.Prefix:
		return AppendPrefix(dst, v), true, nil
	case UUID:
		return AppendUUID(dst, v), true, nil
	case pgtype.TextValuer:
		t, err := v.TextValue()
		return append(dst, t.String...), t.Valid, err
	case driver.Valuer:
		value, err := v.Value()
		if err != nil {
			return dst, false, err
		}
		return appendArgument(dst, value)
	case fmt.Stringer:
		return append(dst, v.String()...), true, nil
	}
	return appendKind(dst, arg)
}

// appendKind writes a value of a type of the user that has no method for it by what
// the type is made of, as pgx does.
func appendKind(dst []byte, arg any) ([]byte, bool, error) {
	switch v := reflect.ValueOf(arg); v.Kind() {
	case reflect.String:
		return append(dst, v.String()...), true, nil
	case reflect.Bool:
		return AppendBool(dst, v.Bool()), true, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(dst, v.Int(), 10), true, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.AppendUint(dst, v.Uint(), 10), true, nil
	case reflect.Float32:
		return AppendFloat(dst, float32(v.Float())), true, nil
	case reflect.Float64:
		return AppendFloat(dst, v.Float()), true, nil
	}
	return dst, false, fmt.Errorf("a %T cannot be passed as text: give the type a Value() (driver.Value, error) method", arg)
}

// ValueText passes a value of a type that brings its own driver.Valuer as text,
// for columns that hold no bytea.
func ValueText[T any](v T) any {
	text, valid, err := appendText(nil, v)
	switch {
	case err != nil:
		return v // pgx meets the same error and reports it
	case !valid:
		return nil
	}
	return string(text)
}

// appendText is [appendArgument] for a column that holds no bytea: bytes that a
// driver.Valuer returns are the text itself.
func appendText(dst []byte, v any) ([]byte, bool, error) {
	if valuer, ok := v.(driver.Valuer); ok {
		value, err := valuer.Value()
		if err != nil {
			return dst, false, err
		}
		if text, ok := value.([]byte); ok {
			return append(dst, text...), text != nil, nil
		}
		v = value
	}
	return appendArgument(dst, v)
}

// AppendValue appends a value of a type that brings its own driver.Valuer and
// returns nil for NULL. What the type cannot write, the server refuses.
func AppendValue[T any](dst []byte, v T) []byte {
	return valueOr(dst, v, appendText)
}

// AppendBytesValue is [AppendValue] for a bytea.
func AppendBytesValue[T any](dst []byte, v T) []byte {
	return valueOr(dst, v, appendArgument)
}

func valueOr(dst []byte, v any, text func([]byte, any) ([]byte, bool, error)) []byte {
	out, valid, err := text(dst, v)
	switch {
	case err != nil:
		return fmt.Append(dst, v)
	case !valid:
		return nil
	}
	return out
}
