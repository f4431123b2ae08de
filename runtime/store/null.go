package store

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// The places below are what columns are read into where pgx would plan and
// allocate for every column of every query: nullable columns and times.

// NullText is the place for a nullable column of text.
func NullText[T ~string](to **T) pgtype.BytesScanner { return nullText[T]{to} }

type nullText[T ~string] struct{ to **T }

func (n nullText[T]) ScanBytes(src []byte) error {
	*n.to = nil
	if src != nil {
		*n.to = new(T(src))
	}
	return nil
}

// NullInt is the place for a nullable column of integers.
func NullInt[T ~int16 | ~int32 | ~int64](to **T) pgtype.Int64Scanner { return nullInt[T]{to} }

type nullInt[T ~int16 | ~int32 | ~int64] struct{ to **T }

func (n nullInt[T]) ScanInt64(v pgtype.Int8) error {
	*n.to = nil
	if v.Valid {
		i := T(v.Int64)
		if int64(i) != v.Int64 {
			return fmt.Errorf("%d is too large for a %T", v.Int64, i)
		}
		*n.to = &i
	}
	return nil
}

// NullUUID is the place for a nullable uuid of any Go type with the underlying
// type [16]byte.
func NullUUID[T ~[16]byte](to **T) pgtype.UUIDScanner { return nullUUID[T]{to} }

type nullUUID[T ~[16]byte] struct{ to **T }

func (n nullUUID[T]) ScanUUID(v pgtype.UUID) error {
	*n.to = nil
	if v.Valid {
		*n.to = new(T(v.Bytes))
	}
	return nil
}

// Time is the place for a date or time that is not null: convert a pointer to
// the field.
type Time time.Time

// ScanTimestamptz implements pgx's interface for reading.
func (t *Time) ScanTimestamptz(v pgtype.Timestamptz) error {
	return t.scan(v.Time, v.InfinityModifier, v.Valid)
}

// ScanTimestamp implements pgx's interface for reading.
func (t *Time) ScanTimestamp(v pgtype.Timestamp) error {
	return t.scan(v.Time, v.InfinityModifier, v.Valid)
}

// ScanDate implements pgx's interface for reading.
func (t *Time) ScanDate(v pgtype.Date) error { return t.scan(v.Time, v.InfinityModifier, v.Valid) }

func (t *Time) scan(v time.Time, infinity pgtype.InfinityModifier, valid bool) error {
	switch {
	case !valid:
		return ErrNull("time.Time")
	case infinity != pgtype.Finite:
		return fmt.Errorf("a time.Time cannot hold %s: set the Go type string for the column", infinity)
	}
	*t = Time(v)
	return nil
}

// NullTime is the place for a nullable date or time.
func NullTime(to **time.Time) pgtype.TimestamptzScanner { return nullTime{to} }

type nullTime struct{ to **time.Time }

func (n nullTime) ScanTimestamptz(v pgtype.Timestamptz) error {
	return n.scan(v.Time, v.InfinityModifier, v.Valid)
}

func (n nullTime) ScanTimestamp(v pgtype.Timestamp) error {
	return n.scan(v.Time, v.InfinityModifier, v.Valid)
}

func (n nullTime) ScanDate(v pgtype.Date) error { return n.scan(v.Time, v.InfinityModifier, v.Valid) }

func (n nullTime) scan(v time.Time, infinity pgtype.InfinityModifier, valid bool) error {
	*n.to = nil
	if !valid {
		return nil
	}
	t := new(time.Time)
	if err := (*Time)(t).scan(v, infinity, true); err != nil {
		return err
	}
	*n.to = t
	return nil
}
