package migrate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// SumFile is the name of the file that guards a migrations folder.
const SumFile = "pgen.sum"

// sumVersion starts the first line of pgen.sum.
const sumVersion = "pgen.sum 1 "

// Sum is the content of pgen.sum: one line per revision, sorted by id, below a
// line that holds the hash of them all. Two branches that both add a revision
// change that first line, so they conflict in git and nobody misses a second
// head.
type Sum []SumLine

// SumLine holds the two checksums of a revision.
type SumLine struct {
	ID string
	// Meaning is the checksum over what the statements mean; pgen computes it
	// with its parser and the database keeps it with the applied revision.
	Meaning string
	// Bytes is the SHA-256 of the file, by which a program without a parser sees
	// that the file is the one for which Meaning was computed.
	Bytes string
}

// HashBytes returns the value of SumLine.Bytes for the content of a file. Line
// ends do not count, since git may change them.
func HashBytes(data []byte) string {
	if crlf := []byte("\r\n"); bytes.Contains(data, crlf) {
		data = bytes.ReplaceAll(data, crlf, []byte("\n"))
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Find returns the line of a revision.
func (s Sum) Find(id string) (SumLine, bool) {
	i := slices.IndexFunc(s, func(l SumLine) bool { return l.ID == id })
	if i < 0 {
		return SumLine{}, false
	}
	return s[i], true
}

func (s Sum) byID() map[string]SumLine {
	lines := make(map[string]SumLine, len(s))
	for _, l := range s {
		lines[l.ID] = l
	}
	return lines
}

// Format returns the bytes of pgen.sum.
func (s Sum) Format() []byte {
	lines := slices.SortedFunc(slices.Values(s), func(a, b SumLine) int { return strings.Compare(a.ID, b.ID) })
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.ID + " " + l.Meaning + " " + l.Bytes + "\n")
	}
	return []byte(sumVersion + HashBytes([]byte(b.String())) + "\n" + b.String())
}

// ParseSum reads pgen.sum. The error is a *FileError; a file that was merged by
// hand is refused, because its first line no longer covers the others.
func ParseSum(name string, data []byte) (Sum, error) {
	const hint = "run pgen sum after checking with git what changed"
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	first, rest, _ := strings.Cut(text, "\n")
	hash, ok := strings.CutPrefix(first, sumVersion)
	if !ok {
		return nil, faultAt(name, text, 0, "the file does not start with "+quote(strings.TrimSpace(sumVersion)), hint)
	}
	var sum Sum
	seen := make(map[string]bool, strings.Count(rest, "\n"))
	offset := len(first) + 1
	for line := range strings.Lines(rest) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			return nil, faultAt(name, text, offset, "a line is an id and two checksums", hint)
		}
		if seen[fields[0]] {
			return nil, faultAt(name, text, offset, "revision "+quote(fields[0])+" stands twice", hint)
		}
		seen[fields[0]] = true
		sum = append(sum, SumLine{ID: fields[0], Meaning: fields[1], Bytes: fields[2]})
		offset += len(line)
	}
	if hash != HashBytes([]byte(rest)) {
		return nil, faultAt(name, text, len(sumVersion), "the first line does not match the others: the file was edited or merged", hint)
	}
	return sum, nil
}
