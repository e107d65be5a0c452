import { type Parsed, parsed, refused } from "./finding";

/** RFC 9110, "token". */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Methods that no rule allows: one opens a tunnel, the other gives a request's headers back to whoever made it. */
export const REFUSED_METHODS = ["CONNECT", "TRACE"] as const;

export function httpMethod(text: string): Parsed<string> {
    if (!/^[A-Z]+(-[A-Z]+)*$/.test(text)) {
        return refused("method-not-a-method", "an HTTP method in capitals, for example GET", "write the method");
    }
    if (REFUSED_METHODS.some((method) => method === text)) {
        return refused("method-refused", `a method other than ${REFUSED_METHODS.join(" and ")}`, "leave it out");
    }
    return parsed(text);
}

/** Name of a header, in lower case. */
export function headerName(text: string): Parsed<string> {
    const name = text.toLowerCase();
    if (!TOKEN.test(text) || text.includes("*")) {
        return refused("header-not-a-name", "the name of an HTTP header", "write the name, without colon and value");
    }
    return name === "host"
        ? refused("header-is-the-host", "a header other than Host", "write hosts into `hosts`")
        : parsed(name);
}

/** Name of a header, or with a `*` at one end a group of names; `*` alone would be every header, secrets included. */
export function headerNames(text: string): Parsed<string> {
    const bare = text.replace(/^[*]|[*]$/, "");
    return bare === "" || bare.includes("*") || !TOKEN.test(bare)
        ? refused("header-not-a-name", "the name of an HTTP header, or `x-*`", "list the headers")
        : parsed(text.toLowerCase());
}

/** A value to compare with: as it is, or with a `*` at one end, or `*` alone for any. */
export function matchValue(text: string): Parsed<string> {
    return text.length > 1 && text.replace(/^[*]|[*]$/, "").includes("*")
        ? refused(
              "value-wildcard-inside",
              "a value with `*` at the beginning or at the end only",
              "list the values one by one",
          )
        : parsed(text);
}
