package store

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// UUID is a uuid. It converts to and from every other Go type with the
// underlying type [16]byte.
type UUID [16]byte

// NewUUID returns a version 7 UUID: a time stamp of milliseconds, then random
// bits, so that new keys go to the end of an index.
func NewUUID() UUID {
	var u UUID
	// crypto/rand.Read never fails; it ends the program when the system has no randomness.
	_, _ = rand.Read(u[6:])
	ms := time.Now().UnixMilli()
	for i := range 6 {
		u[i] = byte(ms >> (40 - 8*i))
	}
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return u
}

// ParseUUID reads the 36 characters of a UUID, or its 32 digits without hyphens.
func ParseUUID(s string) (UUID, error) {
	var u UUID
	digits := s
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		digits = s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	}
	if len(digits) != 32 {
		return UUID{}, fmt.Errorf("%q is not a UUID: it must have 32 hexadecimal digits, in groups of 8-4-4-4-12", s)
	}
	if _, err := hex.Decode(u[:], []byte(digits)); err != nil {
		return UUID{}, fmt.Errorf("%q is not a UUID: %w", s, err)
	}
	return u, nil
}

// String returns the usual form of 36 characters.
func (u UUID) String() string { return string(AppendUUID(make([]byte, 0, 36), u)) }

// IsZero reports whether all bits are zero.
func (u UUID) IsZero() bool { return u == UUID{} }

// MarshalText returns the usual form.
func (u UUID) MarshalText() ([]byte, error) { return AppendUUID(make([]byte, 0, 36), u), nil }

// UnmarshalText reads what [ParseUUID] reads.
func (u *UUID) UnmarshalText(text []byte) error {
	v, err := ParseUUID(string(text))
	if err == nil {
		*u = v
	}
	return err
}

// ScanUUID implements pgx's interface for reading the binary form.
func (u *UUID) ScanUUID(v pgtype.UUID) error {
	if !v.Valid {
		return ErrNull("UUID")
	}
	*u = v.Bytes
	return nil
}

// UUIDValue implements pgx's interface for writing the binary form.
func (u UUID) UUIDValue() (pgtype.UUID, error) { return pgtype.UUID{Bytes: u, Valid: true}, nil }

// TextValue implements pgx's interface for writing text, which is used where
// the type of a parameter is not known to the client.
func (u UUID) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: u.String(), Valid: true}, nil
}
