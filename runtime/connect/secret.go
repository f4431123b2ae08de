package connect

import (
	"fmt"
	"io"
)

const mask = "******"

// Secret is a text that is not printed: not by any verb of fmt, in JSON, or in
// logs. The zero value is the empty text.
type Secret struct {
	// A pointer, because fmt prints unexported fields of other structs without
	// asking for methods.
	text *string
}

// NewSecret wraps the text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// String returns a mask, or "" for an empty secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return mask
}

// Format prints the mask for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText returns the mask, so that JSON and log handlers show no more.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
