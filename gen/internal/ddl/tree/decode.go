package tree

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// decoder reads one tree. After the first fault it only runs to the end. The
// readers of the single kinds of messages are in messages.go.
type decoder struct {
	*Reader
	*Memory
	// sql is the text up to the end of what was parsed, which starts at the byte from.
	sql, json string
	from      int
	pos       int
	failed    bool
	// unsaid counts the integers of a statement whose value the JSON form leaves
	// out, unsure lists the statements that have some.
	unsaid int
	unsure []*pg.RawStmt
}

// tree reads the whole text; false if that is not the form of a tree.
func (d *decoder) tree() (*pg.ParseResult, bool) {
	out := &pg.ParseResult{}
	d.readParseResult(out)
	if d.failed || d.pos != len(d.json) {
		return nil, false
	}
	return out, len(d.unsure) == 0 || d.readAgain()
}

func (d *decoder) fail() {
	d.failed = true
	d.pos = len(d.json)
}

// take moves over a character, if it comes next.
func (d *decoder) take(c byte) bool {
	if d.pos < len(d.json) && d.json[d.pos] == c {
		d.pos++
		return true
	}
	return false
}

func (d *decoder) expect(c byte) {
	if !d.take(c) {
		d.fail()
	}
}

// first moves into a message and returns the name of its first field, "" if it has
// none.
func (d *decoder) first() string {
	d.expect('{')
	if d.take('}') {
		return ""
	}
	return d.key()
}

// next returns the name of the next field of a message, "" after the last.
func (d *decoder) next() string {
	if d.take(',') {
		return d.key()
	}
	d.expect('}')
	return ""
}

// key reads a name and the colon after it.
func (d *decoder) key() string {
	key := d.word()
	d.expect(':')
	return key
}

// word reads a string that has no escapes in it.
func (d *decoder) word() string {
	d.expect('"')
	start := d.pos
	for d.pos < len(d.json) {
		if d.json[d.pos] == '"' {
			d.pos++
			return d.json[start : d.pos-1]
		}
		d.pos++
	}
	d.fail()
	return ""
}

// node reads {"Kind":{...}}, or {} for an element that is not there.
func (d *decoder) node() *pg.Node {
	kind := d.first()
	if kind == "" {
		return &pg.Node{}
	}
	node := d.choice(kind)
	d.expect('}')
	return node
}

// list reads a list of nodes; nil if it is empty.
func (d *decoder) list() []*pg.Node {
	d.expect('[')
	mark := len(d.open)
	for !d.take(']') && !d.failed {
		d.take(',')
		d.open = append(d.open, d.node())
	}
	out := d.slice(len(d.open) - mark)
	copy(out, d.open[mark:])
	d.open = d.open[:mark]
	return out
}

func (d *decoder) statements() []*pg.RawStmt {
	var out []*pg.RawStmt
	d.expect('[')
	for !d.take(']') && !d.failed {
		d.take(',')
		raw := &pg.RawStmt{}
		d.unsaid = 0
		d.readRawStmt(raw)
		if d.unsaid != 0 {
			d.unsure = append(d.unsure, raw)
		}
		out = append(out, raw)
	}
	return out
}

// literal reads a number, true or false.
func (d *decoder) literal() string {
	start := d.pos
	for d.pos < len(d.json) && d.json[d.pos] != ',' && d.json[d.pos] != '}' && d.json[d.pos] != ']' {
		d.pos++
	}
	return d.json[start:d.pos]
}

func (d *decoder) truth() bool { return d.literal() == "true" }

// integer reads a number of so many bits.
func (d *decoder) integer(bits int) int64 {
	n, err := strconv.ParseInt(d.literal(), 10, bits)
	if err != nil {
		d.fail()
	}
	return n
}

// location reads a place in what was parsed, and returns that in the whole text.
func (d *decoder) location() int32 {
	at := int32(d.integer(32))
	if at > 0 {
		at += int32(d.from)
	}
	return at
}

// natural reads a number without sign of so many bits.
func (d *decoder) natural(bits int) uint64 {
	n, err := strconv.ParseUint(d.literal(), 10, bits)
	if err != nil {
		d.fail()
	}
	return n
}

// text reads a string.
func (d *decoder) text() string {
	d.expect('"')
	rest := d.json[d.pos:]
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case '"':
			d.pos += i + 1
			return d.name(rest[:i])
		case '\\':
			return d.escaped()
		}
	}
	d.fail()
	return ""
}

// What the characters after a backslash stand for; u is not among them.
const escapes, escapedBytes = `"\/bfnrt`, "\"\\/\b\f\n\r\t"

// escaped reads the rest of a string that has escapes in it.
func (d *decoder) escaped() string {
	out := d.unescaped[:0]
	for !d.failed {
		rest, n := d.json[d.pos:], 0
		for n < len(rest) && rest[n] != '"' && rest[n] != '\\' {
			n++
		}
		if n == len(rest) {
			d.fail()
			break
		}
		out = append(out, rest[:n]...)
		d.pos += n + 1
		if rest[n] == '"' {
			break
		}
		out = append(out, d.escape())
	}
	d.unescaped = out
	return string(out)
}

// escape reads what follows a backslash.
func (d *decoder) escape() byte {
	rest := d.json[d.pos:]
	if rest == "" {
		d.fail()
		return 0
	}
	if i := strings.IndexByte(escapes, rest[0]); i >= 0 {
		d.pos++
		return escapedBytes[i]
	}
	code, err := strconv.ParseUint(rest[1:min(5, len(rest))], 16, 8) // the parser writes only control characters, < and > so
	if rest[0] != 'u' || err != nil {
		d.fail()
		return 0
	}
	d.pos += 5
	return byte(code)
}
