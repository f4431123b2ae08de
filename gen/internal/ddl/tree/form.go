package tree

import (
	"reflect"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// form is how one kind of message is laid out.
type form struct {
	typ        reflect.Type
	descriptor protoreflect.MessageDescriptor
	// fields are those met so far, by their JSON name.
	fields map[string]*field
	// choice is the index of the Go field that holds one of several messages.
	choice int
	// rule is what has to be made good after a message of the form was read.
	rule rule
}

// rule tells where integers below zero may be missing in the JSON form.
type rule uint8

const (
	ruleNone rule = iota
	ruleInteger
	ruleConstant
	ruleTypeName
)

// field is how one field of a message is laid out.
type field struct {
	index int
	kind  protoreflect.Kind
	list  bool
	// inner is the form of the message or of the list's elements.
	inner *form
	// values are the numbers of an enum's names.
	values protoreflect.EnumValueDescriptors
	// choice holds the message when it is one of several. Its node, it and the
	// message are made as one struct.
	choice reflect.Type
	// whole is a stock of such structs, of which the first used are taken.
	whole reflect.Value
	used  int
}

// maxStock is how many structs are made at once at most.
const maxStock = 32

// next returns a fresh struct of node, choice and message.
func (f *field) next() reflect.Value {
	if f.used == f.whole.Len() {
		n := min(max(2, 2*f.used), maxStock)
		f.whole, f.used = reflect.MakeSlice(f.whole.Type(), n, n), 0
	}
	f.used++
	return f.whole.Index(f.used - 1)
}

// form returns how a message type is laid out.
func (r *Reader) form(t reflect.Type) *form {
	f := r.forms[t]
	if f == nil {
		message := reflect.New(t).Interface().(protoreflect.ProtoMessage)
		f = &form{typ: t, descriptor: message.ProtoReflect().Descriptor(), fields: map[string]*field{}, choice: -1}
		for i := range t.NumField() {
			if t.Field(i).Tag.Get("protobuf_oneof") != "" {
				f.choice = i
			}
		}
		switch message.(type) {
		case *pg.Integer:
			f.rule = ruleInteger
		case *pg.A_Const:
			f.rule = ruleConstant
		case *pg.TypeName:
			f.rule = ruleTypeName
		}
		r.forms[t] = f
	}
	return f
}

// field returns how the field with the JSON name is laid out, nil if there is none.
func (r *Reader) field(f *form, name string) *field {
	if known, ok := f.fields[name]; ok {
		return known
	}
	d := f.descriptor.Fields().ByJSONName(name)
	if d == nil {
		return nil
	}
	out := &field{kind: d.Kind(), list: d.IsList()}
	if d.Kind() == protoreflect.EnumKind {
		out.values = d.Enum().Values()
	}
	if d.ContainingOneof() != nil {
		out.index = f.choice
		out.choice = choiceType(f, d)
		message := out.choice.Field(0).Type.Elem()
		out.inner = r.form(message)
		whole := reflect.StructOf([]reflect.StructField{{Name: "Node", Type: f.typ},
			{Name: "Choice", Type: out.choice}, {Name: "Message", Type: message}})
		out.whole = reflect.Zero(reflect.SliceOf(whole))
	} else {
		out.index = goField(f.typ, string(d.Name()))
		if d.Kind() == protoreflect.MessageKind {
			t := f.typ.Field(out.index).Type.Elem()
			if out.list {
				t = t.Elem()
			}
			out.inner = r.form(t)
		}
	}
	f.fields[strings.Clone(name)] = out
	return out
}

// choiceType returns the struct that holds the message of one choice.
func choiceType(f *form, d protoreflect.FieldDescriptor) reflect.Type {
	v := reflect.New(f.typ)
	m := v.Interface().(protoreflect.ProtoMessage).ProtoReflect()
	m.Set(d, m.NewField(d))
	return v.Elem().Field(f.choice).Elem().Type().Elem()
}

// goField returns the index of the Go field that the schema's name is the tag of.
func goField(t reflect.Type, name string) int {
	for i := range t.NumField() {
		for part := range strings.SplitSeq(t.Field(i).Tag.Get("protobuf"), ",") {
			if part == "name="+name {
				return i
			}
		}
	}
	panic("tree: " + t.Name() + " has no field " + name) // cannot happen: both come from one schema
}
