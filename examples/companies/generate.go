package main

//go:generate go tool pgen generate
