package store

import (
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"
)

// ScanArray reads an array into a slice. NULL becomes nil. An array with more
// than one dimension, or with a NULL in it where the element is no pointer, is
// an error, not a loss.
type ScanArray[T any] []T

// SetDimensions implements pgx's interface for reading arrays.
func (a *ScanArray[T]) SetDimensions(dimensions []pgtype.ArrayDimension) error {
	n, err := arrayLength(dimensions)
	if dimensions == nil || err != nil {
		*a = nil
		return err
	}
	*a = make([]T, n)
	return nil
}

// ScanIndex implements pgx's interface for reading arrays.
func (a ScanArray[T]) ScanIndex(i int) any { return &a[i] }

// ScanIndexType implements pgx's interface for reading arrays.
func (a ScanArray[T]) ScanIndexType() any { return new(T) }

// ScanUUIDs reads a uuid[] into a slice of any type with the underlying type
// [16]byte; it follows the rules of [ScanArray].
type ScanUUIDs[T ~[16]byte] []T

// SetDimensions implements pgx's interface for reading arrays.
func (a *ScanUUIDs[T]) SetDimensions(dimensions []pgtype.ArrayDimension) error {
	return (*ScanArray[T])(a).SetDimensions(dimensions)
}

// ScanIndex implements pgx's interface for reading arrays.
func (a ScanUUIDs[T]) ScanIndex(i int) any { return uuidElement[T]{&a[i]} }

// ScanIndexType implements pgx's interface for reading arrays.
func (a ScanUUIDs[T]) ScanIndexType() any { return uuidElement[T]{} }

type uuidElement[T ~[16]byte] struct{ to *T }

func (e uuidElement[T]) ScanUUID(v pgtype.UUID) error {
	if !v.Valid {
		return ErrNull("UUID")
	}
	*e.to = T(v.Bytes)
	return nil
}

func arrayLength(dimensions []pgtype.ArrayDimension) (int, error) {
	switch len(dimensions) {
	case 0:
		return 0, nil
	case 1:
		return int(dimensions[0].Length), nil
	}
	return 0, fmt.Errorf("the array has %d dimensions, a slice has one: "+
		"set another Go type for the column, or store one dimension", len(dimensions))
}
