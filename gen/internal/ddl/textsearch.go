package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// textSearchFunctions are the arguments of the functions of parsers and templates.
var textSearchFunctions = map[string]string{"start": "internal,int4", "gettoken": "internal,internal,internal",
	"end": "internal", "headline": "internal,internal,tsquery", "lextypes": "internal", "init": "internal",
	"lexize": "internal,internal,internal,internal"}

// textSearchName returns the address of a text search object to be created. The
// server finds a taken name only when it writes the catalog.
func (s *stmt) textSearchName(kind schema.Kind, n *pg.DefineStmt) (schema.ID, error) {
	return s.newNamed(kind, n.Defnames, "")
}

func (s *stmt) putTextSearch(o schema.Object) error {
	if err := s.freeName(o.Address(), "23505"); err != nil {
		return err
	}
	s.put(o)
	return nil
}

// createParser runs CREATE TEXT SEARCH PARSER.
func (s *stmt) createParser(n *pg.DefineStmt) error {
	id, err := s.textSearchName(schema.KindTextSearchParser, n)
	if err != nil {
		return err
	}
	p := schema.TextSearchParser{Header: s.header(id)}
	places := map[string]*schema.ID{"start": &p.Start, "gettoken": &p.Token, "end": &p.End, "headline": &p.Headline, "lextypes": &p.LexTypes}
	for _, e := range n.Definition {
		d := e.GetDefElem()
		known, err := s.supportOptions(d, textSearchFunctions, places)
		if err != nil {
			return err
		}
		if !known {
			return s.fault(d.Location, syntaxError, "text search parser parameter %q not recognized", d.Defname)
		}
	}
	for _, need := range []struct {
		what string
		have schema.ID
	}{{"start", p.Start}, {"gettoken", p.Token}, {"end", p.End}, {"lextypes", p.LexTypes}} {
		if need.have.IsZero() {
			return s.fault(0, invalidObject, "text search parser %s method is required", need.what)
		}
	}
	return s.putTextSearch(p)
}

// createTemplate runs CREATE TEXT SEARCH TEMPLATE.
func (s *stmt) createTemplate(n *pg.DefineStmt) error {
	id, err := s.textSearchName(schema.KindTextSearchTemplate, n)
	if err != nil {
		return err
	}
	t := schema.TextSearchTemplate{Header: s.header(id)}
	places := map[string]*schema.ID{"init": &t.Init, "lexize": &t.Lexize}
	for _, e := range n.Definition {
		d := e.GetDefElem()
		known, err := s.supportOptions(d, textSearchFunctions, places)
		if err != nil {
			return err
		}
		if !known {
			return s.fault(d.Location, syntaxError, "text search template parameter %q not recognized", d.Defname)
		}
	}
	if t.Lexize.IsZero() {
		return s.fault(0, invalidObject, "text search template lexize method is required")
	}
	return s.putTextSearch(t)
}

// textSearchObject finds an object that a definition names, built in or not.
func (s *stmt) textSearchObject(kind schema.Kind, names []*pg.Node) (schema.ID, error) {
	schemaName, name := qualified(names)
	if (schemaName == "" || schemaName == "pg_catalog") && canon.BuiltinTextSearch(kind, name) {
		return schema.ID{Kind: kind, Schema: "pg_catalog", Name: name}, nil
	}
	id, ok := s.named(kind, names, "")
	if ok {
		return id, nil
	}
	for _, p := range s.lookedUp(schemaName) {
		if s.mayHoldIn(p, func(extension string) bool {
			return !slices.Contains(withoutMethods, extension) || extension == "unaccent"
		}) {
			id.Schema = p
			return id, nil
		}
	}
	return id, s.missing(id, undefinedObject)
}

// createDictionary runs CREATE TEXT SEARCH DICTIONARY.
func (s *stmt) createDictionary(n *pg.DefineStmt) error {
	id, err := s.textSearchName(schema.KindTextSearchDictionary, n)
	if err != nil {
		return err
	}
	dict := schema.TextSearchDictionary{Header: s.header(id)}
	for _, e := range n.Definition {
		d := e.GetDefElem()
		if d.Defname == "template" {
			if dict.Template, err = s.textSearchObject(schema.KindTextSearchTemplate, definedNames(d)); err != nil {
				return err
			}
			continue
		}
		dict.Options = append(dict.Options, d.Defname+"="+definedText(d))
	}
	if dict.Template.IsZero() {
		return s.fault(0, invalidObject, "text search template is required")
	}
	if err := s.judgeDictionary(dict.Template, n.Definition); err != nil {
		return err
	}
	return s.putTextSearch(dict)
}

// templateOptions are what dictionaries of the built-in templates take.
var templateOptions = map[string]map[string]bool{
	"simple": wordSet("stopwords accept"), "synonym": wordSet("synonyms casesensitive"), "ispell": wordSet("dictfile afffile stopwords"),
	"thesaurus": wordSet("dictfile dictionary"), "snowball": wordSet("language stopwords"),
}

// judgeDictionary gives 22023 for an option that the template does not know.
func (s *stmt) judgeDictionary(template schema.ID, options []*pg.Node) error {
	takes, builtin := templateOptions[template.Name]
	for _, o := range options {
		if d := o.GetDefElem(); builtin && !s.db.Has(template) && d.Defname != "template" && !takes[d.Defname] {
			return s.fault(d.Location, invalidParameter, "unrecognized %s dictionary parameter: %q", template.Name, d.Defname)
		}
	}
	return nil
}

// definedText is the text that the server keeps of a definition's value.
func definedText(d *pg.DefElem) string {
	if d.GetArg().GetTypeName() != nil || d.GetArg().GetList() != nil {
		return dotted(strs(definedNames(d))...)
	}
	return constantText(d.Arg)
}

// alterDictionary runs ALTER TEXT SEARCH DICTIONARY; an option without a value goes.
func (s *stmt) alterDictionary(n *pg.AlterTSDictionaryStmt) error {
	id, ok := s.named(schema.KindTextSearchDictionary, n.Dictname, "")
	dict, isOwn := schema.Get[schema.TextSearchDictionary](s.db, id)
	if !ok && isPinned(id) {
		s.warn(s.placeOf(id.Name), "%s is of the server: its options are left out of the model", id)
		return nil
	}
	if !ok || !isOwn {
		return s.missing(id, undefinedObject)
	}
	if err := s.judgeDictionary(dict.Template, n.Options); err != nil {
		return err
	}
	options := slices.Clone(dict.Options)
	for _, e := range n.Options {
		d := e.GetDefElem()
		options = slices.DeleteFunc(options, func(o string) bool { return strings.HasPrefix(o, d.Defname+"=") })
		if d.Arg != nil {
			options = append(options, d.Defname+"="+definedText(d))
		}
	}
	dict.Options = options
	s.put(dict)
	return nil
}

// createConfiguration runs CREATE TEXT SEARCH CONFIGURATION, from a parser or as a
// copy.
func (s *stmt) createConfiguration(n *pg.DefineStmt) error {
	id, err := s.textSearchName(schema.KindTextSearchConfiguration, n)
	if err != nil {
		return err
	}
	c := schema.TextSearchConfiguration{Header: s.header(id)}
	copied := false
	for _, e := range n.Definition {
		switch d := e.GetDefElem(); d.Defname {
		case "parser":
			if copied {
				return s.fault(d.Location, syntaxError, "cannot specify both PARSER and COPY options")
			}
			if c.Parser, err = s.textSearchObject(schema.KindTextSearchParser, definedNames(d)); err != nil {
				return err
			}
		case "copy":
			if !c.Parser.IsZero() {
				return s.fault(d.Location, syntaxError, "cannot specify both PARSER and COPY options")
			}
			copied = true
			if c.Parser, c.Mappings, err = s.copiedConfiguration(definedNames(d)); err != nil {
				return err
			}
		default:
			return s.fault(d.Location, syntaxError, "text search configuration parameter %q not recognized", d.Defname)
		}
	}
	if c.Parser.IsZero() {
		return s.fault(0, invalidObject, "text search parser is required")
	}
	return s.putTextSearch(c)
}

func (s *stmt) copiedConfiguration(names []*pg.Node) (schema.ID, []schema.TextSearchMapping, error) {
	id, err := s.textSearchObject(schema.KindTextSearchConfiguration, names)
	if err != nil {
		return id, nil, err
	}
	if c, ok := schema.Get[schema.TextSearchConfiguration](s.db, id); ok {
		return c.Parser, slices.Clone(c.Mappings), nil
	}
	parser := schema.ID{Kind: schema.KindTextSearchParser, Schema: "pg_catalog", Name: "default"}
	dictionary := func(name string) []schema.ID {
		return []schema.ID{{Kind: schema.KindTextSearchDictionary, Schema: "pg_catalog", Name: name}}
	}
	var out []schema.TextSearchMapping
	for _, token := range canon.DefaultTokens {
		if name := canon.StandardDictionary(id.Name, token); name != "" {
			out = append(out, schema.TextSearchMapping{Token: token, Dictionaries: dictionary(name)})
		}
	}
	return parser, out, nil
}

// alterConfiguration runs ALTER TEXT SEARCH CONFIGURATION.
func (s *stmt) alterConfiguration(n *pg.AlterTSConfigurationStmt) error {
	id, _ := s.named(schema.KindTextSearchConfiguration, n.Cfgname, "")
	c, ok := schema.Get[schema.TextSearchConfiguration](s.db, id)
	if !ok && isPinned(id) {
		s.warn(s.placeOf(id.Name), "%s is of the server: its mappings are left out of the model", id)
		return nil
	}
	if !ok {
		return s.missing(id, undefinedObject)
	}
	c.Mappings = slices.Clone(c.Mappings)
	for i, t := range n.Tokentype {
		token := strings.ToLower(str(t))
		if c.Parser.Schema == "pg_catalog" && !slices.Contains(canon.DefaultTokens, token) {
			return s.nameFault(str(t), invalidParameter, "token type %q does not exist", str(t))
		}
		n.Tokentype[i] = &pg.Node{Node: &pg.Node_String_{String_: &pg.String{Sval: token}}}
	}
	var tokens []string
	for _, token := range strs(n.Tokentype) {
		if !slices.Contains(tokens, token) { // a token that is named twice counts once
			tokens = append(tokens, token)
		}
	}
	var err error
	switch n.Kind {
	case pg.AlterTSConfigType_ALTER_TSCONFIG_DROP_MAPPING:
		err = s.dropMappings(&c, tokens, n.MissingOk)
	case pg.AlterTSConfigType_ALTER_TSCONFIG_REPLACE_DICT, pg.AlterTSConfigType_ALTER_TSCONFIG_REPLACE_DICT_FOR_TOKEN:
		err = s.replaceDictionary(&c, tokens, n.Dicts)
	default:
		err = s.setMappings(&c, tokens, n)
	}
	if err != nil {
		return err
	}
	slices.SortFunc(c.Mappings, func(a, b schema.TextSearchMapping) int { return strings.Compare(a.Token, b.Token) })
	s.put(c)
	return nil
}

func mappingAt(c *schema.TextSearchConfiguration, token string) int {
	return slices.IndexFunc(c.Mappings, func(m schema.TextSearchMapping) bool { return m.Token == token })
}

func (s *stmt) dropMappings(c *schema.TextSearchConfiguration, tokens []string, missingOK bool) error {
	for _, token := range tokens {
		i := mappingAt(c, token)
		if i < 0 && !missingOK {
			return s.nameFault(token, undefinedObject, "mapping for token type %q does not exist", token)
		}
		if i >= 0 {
			c.Mappings = slices.Delete(c.Mappings, i, i+1)
		}
	}
	return nil
}

func (s *stmt) dictionaries(nodes []*pg.Node) ([]schema.ID, error) {
	out := make([]schema.ID, len(nodes))
	for i, n := range nodes {
		id, err := s.textSearchObject(schema.KindTextSearchDictionary, n.GetList().GetItems())
		if err != nil {
			return nil, err
		}
		out[i] = id
	}
	return out, nil
}

// setMappings runs ADD MAPPING, for tokens that have none, and ALTER MAPPING.
func (s *stmt) setMappings(c *schema.TextSearchConfiguration, tokens []string, n *pg.AlterTSConfigurationStmt) error {
	dictionaries, err := s.dictionaries(n.Dicts)
	if err != nil {
		return err
	}
	for _, token := range tokens {
		i := mappingAt(c, token)
		switch {
		case i >= 0 && !n.Override:
			return s.nameFault(token, "23505", "the configuration %q has a mapping for token type %q", c.ID.Name, token)
		case i >= 0:
			c.Mappings[i].Dictionaries = dictionaries
		default:
			c.Mappings = append(c.Mappings, schema.TextSearchMapping{Token: token, Dictionaries: dictionaries})
		}
	}
	return nil
}

// replaceDictionary runs ALTER MAPPING REPLACE, for all tokens where none is named.
func (s *stmt) replaceDictionary(c *schema.TextSearchConfiguration, tokens []string, nodes []*pg.Node) error {
	pair, err := s.dictionaries(nodes)
	if err != nil {
		return err
	}
	for i, m := range c.Mappings {
		if len(tokens) > 0 && !slices.Contains(tokens, m.Token) {
			continue
		}
		list := slices.Clone(m.Dictionaries)
		for j := range list {
			if list[j] == pair[0] {
				list[j] = pair[1]
			}
		}
		c.Mappings[i].Dictionaries = list
	}
	return nil
}
