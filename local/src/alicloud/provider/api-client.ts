import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Account } from "../account/account";
import { CloudApiError } from "../account/api-error";
import { changeAccount, readAccount } from "../account-file";
import { type ApiCall, type FaultedOperation, takeFault } from "./faults";

/** What is called: a resource type or a look-up function, with the API action behind each operation. */
interface Called {
    readonly actions: Readonly<Partial<Record<FaultedOperation, string>>>;
}

/** Tries of one call; the real provider goes on for the operation's timeout of minutes, which no test wants to wait for. */
const ATTEMPTS = 5;

export interface ApiClientOptions {
    /** The account file. */
    readonly stateFile: string;
    readonly faultsFile?: string;
    /** Before the first repetition; doubles with each. */
    readonly backoffMilliseconds?: number;
    /** Ends the process without an answer (`crashAfterCreate`). */
    readonly crash?: () => never;
}

/** Calls the simulated API the way the real provider calls the real one: with retries, and with its error texts. */
export class ApiClient {
    readonly #options: ApiClientOptions;

    constructor(options: ApiClientOptions) {
        this.#options = options;
    }

    /** Only what can pass by waiting is repeated: throttling and server errors. A refusal is a refusal. */
    async call<T>(type: Called, call: ApiCall, subject: string, work: (account: Account) => T): Promise<T> {
        const { backoffMilliseconds = 50 } = this.#options;
        for (let attempt = 1; ; attempt += 1) {
            try {
                return this.#attempt(call, work);
            } catch (error) {
                if (attempt === ATTEMPTS || !isPassing(error)) {
                    throw failure(type, call, subject, error);
                }
                await delay(backoffMilliseconds * 2 ** (attempt - 1));
            }
        }
    }

    #attempt<T>(call: ApiCall, work: (account: Account) => T): T {
        const { stateFile, faultsFile, crash = () => process.exit(1) } = this.#options;
        const fault = takeFault(faultsFile, call);
        switch (fault) {
            case "throttle":
                throw new CloudApiError("Throttling.User", "Request was denied due to user flow control.");
            case "serverError":
                throw new CloudApiError(
                    "ServiceUnavailable",
                    "The request has failed due to a temporary failure of the server.",
                    503,
                );
            case "forbidden":
                throw new CloudApiError(
                    "Forbidden.RAM",
                    "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
                    403,
                );
            case "timeout":
                throw new ApiTimeout("net/http: request canceled (Client.Timeout exceeded while awaiting headers)");
            default:
        }
        const looks = call.operation === "read" || call.operation === "invoke";
        const result = looks ? work(readAccount(stateFile)) : changeAccount(stateFile, work);
        return fault === "crashAfterCreate" ? crash() : result;
    }
}

/** No answer came; whether the call was carried out is unknown to the caller, so it is not repeated. */
class ApiTimeout extends Error {
    override readonly name = "ApiTimeout";
}

function isPassing(error: unknown): boolean {
    return error instanceof CloudApiError && (error.code.startsWith("Throttling") || error.statusCode >= 500);
}

/** The real provider's wording (its errors.go): resource, action, then the SDK's error with code, message, request id. */
function failure(type: Called, call: ApiCall, subject: string, error: unknown): Error {
    const action = type.actions[call.operation];
    const kind = call.operation === "invoke" ? "Datasource" : "Resource";
    const head = `[ERROR] ${kind} ${subject} ${action} Failed!!! [SDK alibaba-cloud-sdk-go ERROR]:`;
    if (error instanceof CloudApiError) {
        const requestId = randomUUID().toUpperCase();
        return new Error(
            [
                head,
                "SDKError:",
                `   StatusCode: ${error.statusCode}`,
                `   Code: ${error.code}`,
                `   Message: code: ${error.statusCode}, ${error.message} request id: ${requestId}`,
            ].join("\n"),
        );
    }
    return error instanceof ApiTimeout ? new Error(`${head} ${error.message}`) : (error as Error);
}
