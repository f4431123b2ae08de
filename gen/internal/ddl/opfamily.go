package ddl

import (
	"cmp"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// indexMethod is what the server knows of a built-in access method of indexes.
type indexMethod struct {
	// operators and functions are the highest numbers, 0 for no limit.
	operators, functions int
	// needed are the support functions that a class owns; the others belong to the
	// family.
	needed []int
	// stores is true if an index may keep another type than that of the column.
	stores bool
	// own is true if a class owns its operators too, as far as they are for its type.
	own bool
}

var indexMethods = map[string]indexMethod{
	"btree":  {operators: 5, functions: 6, needed: []int{1}, own: true},
	"hash":   {operators: 1, functions: 3, needed: []int{1}, own: true},
	"gist":   {functions: 12, needed: []int{1, 2, 5, 6, 7}, stores: true},
	"gin":    {functions: 7, needed: []int{2, 3}, stores: true},
	"spgist": {functions: 7, needed: []int{1, 2, 3, 4, 5}, stores: true},
	"brin":   {functions: 15, stores: true, own: true},
}

// methodOf returns the built-in access method that one is, or whose handler it has.
func (s *stmt) methodOf(name string) (string, indexMethod) {
	if am, ok := schema.Get[schema.AccessMethod](s.db, schema.ID{Kind: schema.KindAccessMethod, Name: name}); ok {
		name = map[string]string{"bthandler": "btree", "hashhandler": "hash", "gisthandler": "gist", "ginhandler": "gin",
			"spghandler": "spgist", "brinhandler": "brin"}[am.Handler.Name]
	}
	m, ok := indexMethods[name]
	if !ok {
		m = indexMethod{stores: true, own: true}
	}
	return name, m
}

// extensionMethods are the access methods that extensions bring.
var extensionMethods = map[string]map[string]bool{"vector": wordSet("ivfflat hnsw"), "bloom": wordSet("bloom"), "rum": wordSet("rum")}

// withoutMethods are common extensions that bring none.
var withoutMethods = strings.Fields(`btree_gin btree_gist citext cube dblink earthdistance fuzzystrmatch hstore intarray isn lo ltree moddatetime
	pg_cron pg_stat_statements pg_trgm pgcrypto plpgsql postgis postgres_fdw seg tablefunc unaccent uuid-ossp`)

// knownMethod gives 42704 unless the access method exists or an extension may bring it.
func (s *stmt) knownMethod(name string) error {
	_, builtin := indexMethods[name]
	if builtin || name == "heap" || s.db.Has(schema.ID{Kind: schema.KindAccessMethod, Name: name}) {
		return nil
	}
	for x := range schema.AllOf[schema.Extension](s.db) {
		if brought, known := extensionMethods[x.ID.Name]; brought[name] || !known && !slices.Contains(withoutMethods, x.ID.Name) {
			return nil
		}
	}
	return s.nameFault(name, undefinedObject, "access method %q does not exist", name)
}

// createOpFamily runs CREATE OPERATOR FAMILY.
func (s *stmt) createOpFamily(n *pg.CreateOpFamilyStmt) error {
	if err := s.knownMethod(n.Amname); err != nil {
		return err
	}
	id, err := s.newNamed(schema.KindOperatorFamily, n.Opfamilyname, n.Amname)
	if err != nil {
		return err
	}
	if err := s.freeName(id, duplicateObject); err != nil {
		return err
	}
	s.put(schema.OperatorFamily{Header: s.header(id)})
	return nil
}

// family finds an operator family; one that is built in has the schema pg_catalog.
func (s *stmt) family(names []*pg.Node, method string) (schema.ID, error) {
	id, ok := s.named(schema.KindOperatorFamily, names, method)
	if ok {
		return id, nil
	}
	if (id.Schema == "" || id.Schema == "pg_catalog") && strings.HasSuffix(id.Name, "_ops") {
		if _, builtin := indexMethods[method]; builtin {
			id.Schema = "pg_catalog"
			return id, nil
		}
	}
	return id, s.missing(id, undefinedObject)
}

// createOpClass runs CREATE OPERATOR CLASS, with the family that it makes where it
// names none.
func (s *stmt) createOpClass(n *pg.CreateOpClassStmt) error {
	if err := s.knownMethod(n.Amname); err != nil {
		return err
	}
	id, err := s.newNamed(schema.KindOperatorClass, n.Opclassname, n.Amname)
	if err != nil {
		return err
	}
	c := schema.OperatorClass{Header: s.header(id), Default: n.IsDefault}
	if c.Type, err = s.wholeType(n.Datatype); err != nil {
		return err
	}
	c.Type.Modifier = ""
	newFamily := false
	if len(n.Opfamilyname) > 0 {
		if c.Family, err = s.family(n.Opfamilyname, n.Amname); err != nil {
			return err
		}
	} else {
		c.Family = schema.ID{Kind: schema.KindOperatorFamily, Schema: id.Schema, Name: id.Name, Args: id.Args}
		newFamily = !s.db.Has(c.Family)
	}
	members, err := s.classItems(&c, n.Items)
	if err != nil {
		return err
	}
	if err := s.freeName(id, duplicateObject); err != nil {
		return err
	}
	for other := range schema.AllOf[schema.OperatorClass](s.db) {
		if c.Default && other.Default && other.Type == c.Type && other.ID.Args == id.Args {
			return hinted(s.nameFault(id.Name, duplicateObject, "could not make operator class %q be default for type %s", id.Name, schema.FormatTypes(c.Type)),
				"operator class "+other.ID.Name+" already is the default")
		}
	}
	if newFamily {
		s.put(schema.OperatorFamily{Header: s.header(c.Family)})
	}
	s.put(c)
	return s.addMembers(c.Family, members, &c)
}

// classItems reads the items of a class.
func (s *stmt) classItems(c *schema.OperatorClass, items []*pg.Node) ([]schema.FamilyMember, error) {
	_, method := s.methodOf(c.ID.Args)
	var members []schema.FamilyMember
	for _, n := range items {
		item := n.GetCreateOpClassItem()
		if item.Itemtype == itemStorage {
			t, err := s.typeOf(item.Storedtype)
			if err != nil {
				return nil, err
			}
			if t.Modifier = ""; t == c.Type {
				continue
			}
			if !method.stores {
				return nil, s.fault(item.Storedtype.Location, "42P17", "storage type cannot be different from data type for access method %q", c.ID.Args)
			}
			c.Storage = t
			continue
		}
		m, err := s.classItem(c.ID.Args, c.Type, item)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(members, func(other schema.FamilyMember) bool { return sameSlot(other, m) }) {
			return nil, s.fault(0, "42P17", "%s number %d for (%s) appears more than once", m.Object.Kind, m.Number, schema.FormatTypes(m.Left, m.Right))
		}
		members = append(members, m)
	}
	return members, nil
}

// What an item of a class is, as the parser numbers it.
const (
	itemOperator = 1
	itemFunction = 2
	itemStorage  = 3
)

// sameSlot reports whether two members serve the same purpose.
func sameSlot(a, b schema.FamilyMember) bool {
	return a.Object.Kind == b.Object.Kind && a.Number == b.Number && a.Left == b.Left && a.Right == b.Right
}

// classItem reads an operator or function; of is the type of the class, zero in
// ALTER OPERATOR FAMILY.
func (s *stmt) classItem(method string, of schema.Type, item *pg.CreateOpClassItem) (schema.FamilyMember, error) {
	m := schema.FamilyMember{Number: int(item.Number)}
	_, rules := s.methodOf(method)
	most, what := rules.operators, "operator"
	if item.Itemtype == itemFunction {
		most, what = rules.functions, "function"
	}
	if m.Number <= 0 || most > 0 && m.Number > most {
		return m, s.fault(0, "42P17", "invalid %s number %d, must be between 1 and %d", what, m.Number, most)
	}
	types, err := s.itemTypes(item.ClassArgs)
	if err != nil {
		return m, err
	}
	m.Left, m.Right = types[0], types[1]
	if item.Itemtype == itemFunction {
		return s.functionItem(method, of, m, item.Name)
	}
	left, right := of, of
	if len(item.Name.Objargs) == 2 {
		operands, err := s.itemTypes(item.Name.Objargs)
		if err != nil {
			return m, err
		}
		left, right = operands[0], operands[1]
	} else if of.IsZero() {
		return m, s.fault(0, syntaxError, "operator argument types must be specified in ALTER OPERATOR FAMILY")
	}
	id, ok := s.findOperator(item.Name.Objname, left, right)
	if !ok {
		return m, s.fault(s.placeOf(lastOf(item.Name.Objname)), undefinedFunction, "operator does not exist: %s(%s)", lastOf(item.Name.Objname), id.Args)
	}
	m.Object, m.Left, m.Right = id, left, right
	if len(item.OrderFamily) > 0 {
		m.OrderBy, err = s.family(item.OrderFamily, "btree")
	}
	return m, err
}

func (s *stmt) itemTypes(nodes []*pg.Node) ([2]schema.Type, error) {
	var out [2]schema.Type
	for i, n := range nodes {
		if n.GetTypeName() == nil || i > 1 {
			continue
		}
		t, err := s.typeOf(n.GetTypeName())
		if err != nil {
			return out, err
		}
		t.Modifier = ""
		out[i] = t
	}
	if len(nodes) == 1 {
		out[1] = out[0]
	}
	return out, nil
}

// functionItem finds the function and, where they are not written, the types for
// which it serves.
func (s *stmt) functionItem(method string, of schema.Type, m schema.FamilyMember, n *pg.ObjectWithArgs) (schema.FamilyMember, error) {
	var args []schema.Type
	for _, a := range n.Objargs {
		if a.GetTypeName() == nil {
			continue
		}
		t, err := s.typeOf(a.GetTypeName())
		if err != nil {
			return m, err
		}
		t.Modifier = ""
		args = append(args, t)
	}
	if n.ArgsUnspecified {
		id, err := s.routine(pg.ObjectType_OBJECT_FUNCTION, n)
		if err != nil {
			return m, err
		}
		r, _ := schema.Get[schema.Routine](s.db, id)
		m.Object, args = id, inputs(r)
	} else {
		id, _, err := s.functionFor(n.Objname, schema.FormatTypes(args...), s.placeOf(lastOf(n.Objname)))
		if err != nil {
			return m, err
		}
		m.Object = id
	}
	base, _ := s.methodOf(method)
	if m.Left.IsZero() {
		switch {
		case base == "btree" && m.Number == 1 && len(args) == 2:
			m.Left, m.Right = args[0], args[1]
		case base == "btree" && m.Number == 3 && len(args) == 5:
			m.Left, m.Right = args[0], args[2]
		case base == "hash" && m.Number < 3 && len(args) > 0:
			m.Left, m.Right = args[0], args[0]
		case of.IsZero():
			return m, s.fault(0, "42P17", "associated data types must be specified for index support function")
		default:
			m.Left, m.Right = of, of
		}
	}
	return m, nil
}

// addMembers gives each member to the class or to the family, whichever the server
// lets it depend on.
func (s *stmt) addMembers(family schema.ID, members []schema.FamilyMember, made *schema.OperatorClass) error {
	for _, m := range members {
		if owner := s.memberOwner(family, m, made); owner != (schema.ID{}) {
			c, _ := schema.Get[schema.OperatorClass](s.db, owner)
			c.Members = sortedMembers(append(slices.Clone(c.Members), m))
			s.put(c)
			continue
		}
		f, ok := schema.Get[schema.OperatorFamily](s.db, family)
		if !ok {
			f.Header = s.header(family) // a built-in one
		}
		f.Members = sortedMembers(append(slices.Clone(f.Members), m))
		s.put(f)
	}
	return nil
}

// memberOwner returns the class that owns a member, zero if the family does. made is
// the class that is being created, nil in ALTER OPERATOR FAMILY.
func (s *stmt) memberOwner(family schema.ID, m schema.FamilyMember, made *schema.OperatorClass) schema.ID {
	base, rules := s.methodOf(family.Args)
	isFunction := m.Object.Kind == schema.KindFunction
	switch {
	case isFunction && len(rules.needed) > 0 && !slices.Contains(rules.needed, m.Number):
		return schema.ID{}
	case !isFunction && !rules.own:
		return schema.ID{}
	case base == "btree" || base == "hash":
		if m.Left != m.Right {
			return schema.ID{}
		}
		for c := range schema.AllOf[schema.OperatorClass](s.db) {
			if c.Family == family && c.Type == m.Left {
				return c.ID
			}
		}
		return schema.ID{}
	case made != nil:
		return made.ID
	}
	return schema.ID{}
}

// sortedMembers puts operators before functions, each by number and types.
func sortedMembers(members []schema.FamilyMember) []schema.FamilyMember {
	slices.SortFunc(members, func(a, b schema.FamilyMember) int {
		return cmp.Or(-cmp.Compare(a.Object.Kind, b.Object.Kind), cmp.Compare(a.Number, b.Number),
			strings.Compare(schema.FormatTypes(a.Left, a.Right), schema.FormatTypes(b.Left, b.Right)))
	})
	return members
}

// alterOpFamily runs ALTER OPERATOR FAMILY ... ADD and DROP.
func (s *stmt) alterOpFamily(n *pg.AlterOpFamilyStmt) error {
	if err := s.knownMethod(n.Amname); err != nil {
		return err
	}
	family, err := s.family(n.Opfamilyname, n.Amname)
	if err != nil {
		return err
	}
	var added []schema.FamilyMember
	for _, node := range n.Items {
		item := node.GetCreateOpClassItem()
		if n.IsDrop {
			if err := s.dropMember(family, item); err != nil {
				return err
			}
			continue
		}
		if item.Itemtype == itemStorage {
			return s.fault(0, syntaxError, "STORAGE cannot be specified in ALTER OPERATOR FAMILY")
		}
		m, err := s.classItem(family.Args, schema.Type{}, item)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(added, func(other schema.FamilyMember) bool { return sameSlot(other, m) }) {
			return s.fault(0, invalidObject, "%s number %d for (%s) appears more than once", m.Object.Kind, m.Number, schema.FormatTypes(m.Left, m.Right))
		}
		added = append(added, m)
	}
	for _, m := range added {
		if err := s.addMember(family, m); err != nil {
			return err
		}
	}
	return nil
}

func (s *stmt) addMember(family schema.ID, m schema.FamilyMember) error {
	if _, taken := s.slotOwner(family, m); taken {
		return s.fault(0, duplicateObject, "%s %d(%s) already exists in operator family %q", m.Object.Kind, m.Number, schema.FormatTypes(m.Left, m.Right), family.Name)
	}
	return s.addMembers(family, []schema.FamilyMember{m}, nil)
}

// slotOwner returns what has the member of a family for the same purpose: the family
// itself, or one of its classes.
func (s *stmt) slotOwner(family schema.ID, like schema.FamilyMember) (schema.ID, bool) {
	same := func(m schema.FamilyMember) bool { return sameSlot(m, like) }
	if f, ok := schema.Get[schema.OperatorFamily](s.db, family); ok && slices.ContainsFunc(f.Members, same) {
		return f.ID, true
	}
	for c := range schema.AllOf[schema.OperatorClass](s.db) {
		if c.Family == family && slices.ContainsFunc(c.Members, same) {
			return c.ID, true
		}
	}
	return schema.ID{}, false
}

func (s *stmt) dropMember(family schema.ID, item *pg.CreateOpClassItem) error {
	if len(item.ClassArgs) > 2 {
		return s.fault(0, syntaxError, "one or two argument types must be specified")
	}
	types, err := s.itemTypes(item.ClassArgs)
	if err != nil {
		return err
	}
	like := schema.FamilyMember{Number: int(item.Number), Left: types[0], Right: types[1], Object: schema.ID{Kind: schema.KindOperator}}
	if item.Itemtype == itemFunction {
		like.Object.Kind = schema.KindFunction
	}
	owner, ok := s.slotOwner(family, like)
	f, isFamily := schema.Get[schema.OperatorFamily](s.db, owner)
	switch {
	case !ok && family.Schema == "pg_catalog" && like.Left.Builtin() && like.Right.Builtin():
		s.opaque(0, opaqueHint, "which members the built-in %s has is decided by the server", family)
		return nil
	case !ok:
		return s.fault(0, undefinedObject, "%s %d(%s) does not exist in operator family %q", like.Object.Kind, like.Number, schema.FormatTypes(like.Left, like.Right), family.Name)
	case !isFamily:
		return hinted(s.fault(0, dependentObjects, "cannot drop %s %d(%s) of operator family %q because %s requires it", like.Object.Kind, like.Number,
			schema.FormatTypes(like.Left, like.Right), family.Name, owner), "drop the operator class instead")
	}
	f.Members = slices.DeleteFunc(slices.Clone(f.Members), func(m schema.FamilyMember) bool { return sameSlot(m, like) })
	s.putFamily(f)
	return nil
}

// putFamily keeps a family; one of pg_catalog without members of users is not kept.
func (r *Replay) putFamily(f schema.OperatorFamily) {
	if f.IsBuiltin() && len(f.Members) == 0 {
		r.remove(f.ID)
		return
	}
	r.put(f)
}

// tableMethod returns an access method of tables as the model has it, "" for the
// default one. The error is 42704.
func (s *stmt) tableMethod(name string) (string, error) {
	if name == "" || name == "heap" {
		return "", nil
	}
	if _, builtin := indexMethods[name]; builtin {
		return name, s.nameFault(name, notInState, "access method %q is not of type TABLE", name)
	}
	return name, s.knownMethod(name)
}
