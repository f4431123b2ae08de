package diff

import "github.com/pgen-go/pgen/gen/internal/schema"

// Change is one difference between two databases. The interface is sealed: it is
// an [Add], [Drop], [Alter] or [Rename].
type Change interface {
	// Address is the ID of what changes: the new one of a rename.
	Address() schema.ID
	sealed()
}

// Add is an object that only the wanted database has. The parts of an added table
// are changes of their own.
type Add struct{ Object schema.Object }

// Drop is an object that only the old database has. The parts of a dropped table
// are changes of their own.
type Drop struct{ Object schema.Object }

// Alter is an object that both databases have, with the names of the Go fields in
// which it differs, as [schema.Fields] gives them. Where the object was renamed
// too, From already has the new name.
type Alter struct {
	From, To schema.Object
	Fields   []string
}

// Rename is an object that has another name in the wanted database.
type Rename struct{ From, To schema.ID }

// Address returns the ID of the added object.
func (c Add) Address() schema.ID { return c.Object.Address() }

// Address returns the ID of the dropped object.
func (c Drop) Address() schema.ID { return c.Object.Address() }

// Address returns the ID of the changed object.
func (c Alter) Address() schema.ID { return c.To.Address() }

// Address returns the new ID.
func (c Rename) Address() schema.ID { return c.To }

func (Add) sealed()    {}
func (Drop) sealed()   {}
func (Alter) sealed()  {}
func (Rename) sealed() {}
