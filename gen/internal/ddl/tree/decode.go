package tree

import (
	"reflect"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// decoder reads one tree. After the first fault it only runs to the end.
type decoder struct {
	*Reader
	sql, json string
	pos       int
	failed    bool
	// unsaid counts the integers of a statement whose value the JSON form leaves
	// out, unsure lists the statements that have some.
	unsaid int
	unsure []*pg.RawStmt
}

var nodeType = reflect.TypeFor[pg.Node]()

// tree reads the whole text; false if that is not the form of a tree.
func (d *decoder) tree() (*pg.ParseResult, bool) {
	out := &pg.ParseResult{}
	d.message(d.form(reflect.TypeFor[pg.ParseResult]()), reflect.ValueOf(out).Elem())
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

// message reads the fields of a message into its struct.
func (d *decoder) message(f *form, v reflect.Value) {
	d.expect('{')
	for !d.take('}') && !d.failed {
		d.take(',')
		if at := d.field(f, d.key()); at != nil {
			d.value(at, v)
		} else {
			d.fail()
		}
	}
	switch f.rule {
	case ruleInteger:
		if v.Addr().Interface().(*pg.Integer).Ival == 0 {
			d.unsaid++
		}
	case ruleConstant:
		d.constant(v.Addr().Interface().(*pg.A_Const))
	case ruleTypeName:
		d.bounds(v.Addr().Interface().(*pg.TypeName))
	}
}

// key reads a name and the colon after it.
func (d *decoder) key() string {
	d.expect('"')
	n := strings.IndexByte(d.json[d.pos:], '"')
	if n < 0 {
		d.fail()
		return ""
	}
	key := d.json[d.pos : d.pos+n]
	d.pos += n + 1
	d.expect(':')
	return key
}

func (d *decoder) value(at *field, v reflect.Value) {
	switch {
	case at.choice != nil:
		whole := at.next()
		d.chosen(at, whole)
		v.Field(at.index).Set(whole.Field(1).Addr())
	case at.list && at.kind == protoreflect.MessageKind:
		d.list(at.inner, v.Field(at.index))
	case at.list:
		d.fail()
	case at.kind == protoreflect.MessageKind:
		v.Field(at.index).Set(d.pointer(at.inner))
	case at.kind == protoreflect.EnumKind:
		if value := at.values.ByName(protoreflect.Name(d.text())); value != nil {
			v.Field(at.index).SetInt(int64(value.Number()))
		} else {
			d.fail()
		}
	case at.kind == protoreflect.StringKind:
		v.Field(at.index).SetString(d.text())
	case at.kind == protoreflect.BoolKind:
		v.Field(at.index).SetBool(d.literal() == "true")
	case at.kind == protoreflect.Int32Kind || at.kind == protoreflect.Int64Kind:
		n, err := strconv.ParseInt(d.literal(), 10, 64)
		if err != nil {
			d.fail()
		}
		v.Field(at.index).SetInt(n)
	case at.kind == protoreflect.Uint32Kind || at.kind == protoreflect.Uint64Kind:
		n, err := strconv.ParseUint(d.literal(), 10, 64)
		if err != nil {
			d.fail()
		}
		v.Field(at.index).SetUint(n)
	default:
		d.fail()
	}
}

// chosen reads the message of a choice.
func (d *decoder) chosen(at *field, whole reflect.Value) {
	d.message(at.inner, whole.Field(2))
	whole.Field(1).Field(0).Set(whole.Field(2).Addr())
}

// pointer reads a message that is not part of a list.
func (d *decoder) pointer(f *form) reflect.Value {
	if f.typ == nodeType {
		return reflect.ValueOf(d.node(f))
	}
	v := reflect.New(f.typ)
	d.message(f, v.Elem())
	return v
}

// node reads {"Kind":{...}}, or {} for an element that is not there.
func (d *decoder) node(f *form) *pg.Node {
	d.expect('{')
	if d.take('}') || d.failed {
		return &pg.Node{}
	}
	at := d.field(f, d.key())
	if at == nil {
		d.fail()
		return &pg.Node{}
	}
	whole := at.next()
	d.chosen(at, whole)
	node := whole.Field(0)
	node.Field(f.choice).Set(whole.Field(1).Addr())
	d.expect('}')
	return node.Addr().Interface().(*pg.Node)
}

func (d *decoder) list(inner *form, v reflect.Value) {
	d.expect('[')
	switch out := v.Addr().Interface().(type) {
	case *[]*pg.Node:
		for !d.take(']') && !d.failed {
			d.take(',')
			*out = append(*out, d.node(inner))
		}
	case *[]*pg.RawStmt:
		for !d.take(']') && !d.failed {
			d.take(',')
			*out = append(*out, d.statement(inner))
		}
	default:
		d.fail()
	}
}

func (d *decoder) statement(f *form) *pg.RawStmt {
	raw := &pg.RawStmt{}
	d.unsaid = 0
	d.message(f, reflect.ValueOf(raw).Elem())
	if d.unsaid != 0 {
		d.unsure = append(d.unsure, raw)
	}
	return raw
}

// literal reads a number, true or false.
func (d *decoder) literal() string {
	start := d.pos
	for d.pos < len(d.json) && strings.IndexByte(",}]", d.json[d.pos]) < 0 {
		d.pos++
	}
	return d.json[start:d.pos]
}

// text reads a string.
func (d *decoder) text() string {
	d.expect('"')
	rest := d.json[d.pos:]
	end := strings.IndexByte(rest, '"')
	if end < 0 {
		d.fail()
		return ""
	}
	if strings.IndexByte(rest[:end], '\\') >= 0 {
		return d.escaped()
	}
	d.pos += end + 1
	return d.name(rest[:end])
}

// escapes are what the characters after a backslash stand for; u is not among them.
var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped reads the rest of a string that has escapes in it.
func (d *decoder) escaped() string {
	var out strings.Builder
	for !d.failed {
		rest := d.json[d.pos:]
		n := strings.IndexAny(rest, `"\`)
		if n < 0 {
			d.fail()
			break
		}
		out.WriteString(rest[:n])
		d.pos += n + 1
		if rest[n] == '"' {
			break
		}
		d.escape(&out)
	}
	return out.String()
}

// escape reads what follows a backslash.
func (d *decoder) escape(out *strings.Builder) {
	rest := d.json[d.pos:]
	switch {
	case rest == "":
		d.fail()
	case rest[0] != 'u':
		c, ok := escapes[rest[0]]
		if !ok {
			d.fail()
			return
		}
		out.WriteByte(c)
		d.pos++
	default:
		code, err := strconv.ParseUint(rest[1:min(5, len(rest))], 16, 8) // the parser writes only control characters, < and > so
		if err != nil {
			d.fail()
			return
		}
		out.WriteByte(byte(code))
		d.pos += 5
	}
}
