package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// ErrNull is the error for a NULL that is read into a type without one.
func ErrNull(kind string) error { return fmt.Errorf("cannot read NULL into a %s", kind) }

// Decimal is a numeric in its exact text form: "12.50", "NaN". The empty string
// is not a number; the server refuses it.
type Decimal string

// ScanBytes implements pgx's interface for reading.
func (d *Decimal) ScanBytes(src []byte) error {
	if src == nil {
		return ErrNull("Decimal")
	}
	*d = Decimal(src)
	return nil
}

// MarshalJSON writes the number as a JSON number, and NaN and the infinities,
// which JSON does not have, as strings.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if json.Valid([]byte(d)) && d != "null" {
		return []byte(d), nil
	}
	return json.Marshal(string(d))
}

// UnmarshalJSON reads a JSON number without losing digits, or a string.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, (*string)(d))
	}
	var n json.Number
	if err := json.Unmarshal(data, &n); err != nil {
		return err
	}
	if n == "" {
		return errors.New("null is not a decimal")
	}
	*d = Decimal(n)
	return nil
}

// JSON is a json or jsonb document. Nil is the NULL of SQL, not the null of JSON.
type JSON []byte

// ScanBytes implements pgx's interface for reading.
func (j *JSON) ScanBytes(src []byte) error {
	*j = bytes.Clone(src)
	return nil
}

// MarshalJSON returns the document itself.
func (j JSON) MarshalJSON() ([]byte, error) {
	if j == nil {
		return []byte("null"), nil
	}
	return j, nil
}

// UnmarshalJSON keeps a copy of the document. A null becomes nil.
func (j *JSON) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*j = nil
		return nil
	}
	*j = bytes.Clone(data)
	return nil
}

// String returns the document as text.
func (j JSON) String() string { return string(j) }

// ScanJSON reads a document into a Go value; To stays as it is for NULL when
// the field is no pointer.
type ScanJSON[T any] struct{ To *T }

// ScanBytes implements pgx's interface for reading.
func (s ScanJSON[T]) ScanBytes(src []byte) error {
	var v T
	if src != nil {
		if err := json.Unmarshal(src, &v); err != nil {
			return fmt.Errorf("cannot read the document into a %T: %w", v, err)
		}
	}
	*s.To = v
	return nil
}

type jsonArgument[T any] struct{ value T }

func (j jsonArgument[T]) TextValue() (pgtype.Text, error) {
	data, err := json.Marshal(j.value)
	return pgtype.Text{String: string(data), Valid: true}, err
}

// Interval is an interval. Months, days and time are kept apart, as the server
// does, because their lengths vary.
type Interval struct {
	Months, Days int32
	Microseconds int64
}

// IntervalOf returns the interval that is as long as d, rounded down to
// microseconds.
func IntervalOf(d time.Duration) Interval { return Interval{Microseconds: d.Microseconds()} }

// Time returns the part below days as a duration.
func (i Interval) Time() time.Duration { return time.Duration(i.Microseconds) * time.Microsecond }

// String returns the interval in a form that PostgreSQL reads: "1 mons 2 days 3 us".
func (i Interval) String() string { return string(AppendInterval(nil, i)) }

// MarshalText returns what String returns.
func (i Interval) MarshalText() ([]byte, error) { return AppendInterval(nil, i), nil }

// UnmarshalText reads what String returns.
func (i *Interval) UnmarshalText(text []byte) error {
	var v Interval
	if _, err := fmt.Sscanf(string(text), "%d mons %d days %d us", &v.Months, &v.Days, &v.Microseconds); err != nil {
		return fmt.Errorf("%q is not an interval of the form \"1 mons 2 days 3 us\": %w", text, err)
	}
	*i = v
	return nil
}

// ScanInterval implements pgx's interface for reading.
func (i *Interval) ScanInterval(v pgtype.Interval) error {
	if !v.Valid {
		return ErrNull("Interval")
	}
	*i = Interval{Months: v.Months, Days: v.Days, Microseconds: v.Microseconds}
	return nil
}
