package revision

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/pgen-go/pgen/runtime/migrate"
)

// DefaultTemplate and DefaultSlugLength are those of Naming's zero value.
const (
	DefaultTemplate   = "{seq:04}_{slug}"
	DefaultSlugLength = 40
)

// Naming says how new revisions are called.
type Naming struct {
	// Template holds {slug}, the message as a name ({slug:20} with a length of its
	// own), and one of {seq}, the next number ({seq:04} with zeros), {timestamp}
	// ({timestamp:2006-01-02} with a layout of Go's time package) and {hash} ({hash:8}
	// with a length), which depends on the content. "" is DefaultTemplate.
	Template string
	// SlugLength is the greatest length of the slug in characters; zero is
	// DefaultSlugLength.
	SlugLength int
	// Now is the time for {timestamp}; it is printed in its location.
	Now time.Time
}

var placeholder = regexp.MustCompile(`\{([a-z]+)(?::([^{}]*))?\}`)

// ID returns the id of a new revision by its message and, for {hash}, its
// parents and steps. The error says what is wrong with the template.
func (n Naming) ID(history *migrate.History, rev *migrate.Revision) (string, error) {
	template := n.Template
	if template == "" {
		template = DefaultTemplate
	}
	var fault error
	id := placeholder.ReplaceAllStringFunc(template, func(match string) string {
		parts := placeholder.FindStringSubmatch(match)
		text, err := n.fill(parts[1], parts[2], template, history, rev)
		if err != nil && fault == nil {
			fault = fmt.Errorf("file template %q: %s: %w", template, match, err)
		}
		return text
	})
	id = strings.TrimRight(id, "_-.")
	if fault != nil {
		return "", fault
	}
	if err := migrate.CheckID(id); err != nil {
		return "", fmt.Errorf("file template %q: %w; known are {seq}, {timestamp}, {hash} and {slug}", template, err)
	}
	if history.Revision(id) != nil {
		return "", fmt.Errorf("revision %q exists already; choose another message or --rev-id", id)
	}
	return id, nil
}

func (n Naming) fill(word, option, template string, history *migrate.History, rev *migrate.Revision) (string, error) {
	switch word {
	case "slug":
		length, err := number(option, cmp.Or(n.SlugLength, DefaultSlugLength), 1, 200, "length")
		return slug(rev.Message, length), err
	case "seq":
		width, err := number(option, 0, 0, 20, "width")
		return fmt.Sprintf("%0*d", width, nextNumber(template, history)), err
	case "timestamp":
		if option == "" {
			option = "20060102150405"
		}
		return n.Now.Format(option), nil
	case "hash":
		length, err := number(option, 12, 4, 64, "length")
		if err != nil {
			return "", err
		}
		unnamed := *rev
		unnamed.ID = ""
		sum := sha256.Sum256(migrate.Format(&unnamed))
		return hex.EncodeToString(sum[:])[:length], nil
	}
	return "", errors.New("unknown placeholder; known are {seq}, {timestamp}, {hash} and {slug}")
}

// number reads the option of a placeholder; without one it is the standard value.
func number(option string, standard, least, most int, what string) (int, error) {
	if option == "" {
		return standard, nil
	}
	n, err := strconv.Atoi(option)
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("%q is not a %s from %d to %d", option, what, least, most)
	}
	return n, nil
}

// nextNumber is one more than the greatest number that existing ids have where
// the template has {seq}.
func nextNumber(template string, history *migrate.History) uint64 {
	pattern := "^"
	rest := template
	for {
		at := placeholder.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		pattern += regexp.QuoteMeta(rest[:at[0]])
		if rest[at[2]:at[3]] == "seq" {
			pattern += "([0-9]+)"
			break // what stands behind it may have been given by hand
		}
		pattern += ".*?"
		rest = rest[at[1]:]
	}
	number := regexp.MustCompile(pattern)
	var last uint64
	for _, rev := range history.Revisions() {
		if m := number.FindStringSubmatch(rev.ID); len(m) == 2 {
			// A number beyond 64 bits is nobody's sequence.
			if v, err := strconv.ParseUint(m[1], 10, 64); err == nil && v > last {
				last = v
			}
		}
	}
	return last + 1
}

// slug makes a name of a message: letters and digits in lower case, "_" for all
// that stands between them, cut after a whole word where that is possible.
func slug(message string, limit int) string {
	first, _, _ := strings.Cut(message, "\n")
	words := strings.FieldsFunc(strings.ToLower(first), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var out []rune
	for _, word := range words {
		w := []rune(word)
		switch {
		case len(out) == 0:
			out = w[:min(len(w), limit)]
		case len(out)+1+len(w) <= limit:
			out = append(append(out, '_'), w...)
		default:
			return string(out)
		}
	}
	return string(out)
}
