// Package tree makes the parser's trees from SQL text.
//
// The parser is a C library that can hand its tree over in two forms. Packing
// the binary one, which the parser's own binding uses, takes five times as long
// as parsing; the JSON form is written in a third of that time. So a [Reader]
// takes the JSON form and makes the same tree of it. What that form leaves
// unsaid (it omits integers below zero) is taken from the SQL text where it
// stands there, and else from the binary form.
package tree
