// Fence the outbound traffic of an ACK cluster in an ASM mesh: egress gateway, NAT, Cloud Firewall and Istio policy in one dependency graph
package asmegress
