//! How one waits for what an operation reports.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::lower::model::{Acceptor, Condition, Holder, Operation, Step, Waiter};
use crate::names::Name;
use docwright_idl::WaiterOutcome;

/// Returns the methods of a request that wait for a state.
pub(super) fn methods(operation: &Operation) -> impl Iterator<Item = TokenStream> {
    operation.waiters.iter().map(|waiter| method(operation, waiter))
}

fn method(operation: &Operation, waiter: &Waiter) -> TokenStream {
    let (input, output, error) = (&operation.input.name, &operation.output.name, &operation.error);
    let Waiter { documented, docs, method, delay, max_attempts, acceptors, is_told } = waiter;
    let [delay, max_attempts] = [*delay, *max_attempts].map(Literal::u32_unsuffixed);
    let acceptors = acceptors.iter().map(|it| acceptor(it, output, error));
    let judge = (!is_told).then(|| {
        quote! {
            judge: impl FnMut(Result<&#output, &#error>) -> Option<docwright_runtime::Meaning> + Send + 'static
        }
    });
    let judged = (!is_told).then(|| quote!(.judge(judge)));
    quote! {
        #docs
        pub fn #method(self, #judge) -> docwright_runtime::Wait<#input> {
            static WAITER: docwright_runtime::Waiter<#input> =
                docwright_runtime::Waiter::new(#documented, #delay, #max_attempts, &[#(#acceptors),*]);
            self.client.wait_until(&WAITER, self.input)#judged
        }
    }
}

fn acceptor(acceptor: &Acceptor, output: &Name, error: &Name) -> TokenStream {
    let on = match &acceptor.on {
        Condition::Values { path, expected, any } => {
            let (kind, values) = (if *any { quote!(Any) } else { quote!(All) }, values(path));
            quote!(#kind(|output: &#output| #values, #expected))
        }
        Condition::Error(variant) => quote!(Error(|error: &#error| matches!(error, #error::#variant(_)))),
        Condition::Codes(codes) => quote!(Error(|error: &#error| matches!(error.code(), Some(#(#codes)|*)))),
        Condition::Status(status) => {
            let status = Literal::u16_unsuffixed(*status);
            quote!(Status(#status))
        }
    };
    let then = match acceptor.then {
        WaiterOutcome::Success => quote!(Success),
        WaiterOutcome::Failure => quote!(Failure),
        WaiterOutcome::Retry => quote!(Retry),
    };
    quote! {
        docwright_runtime::Acceptor {
            on: docwright_runtime::Condition::#on,
            then: docwright_runtime::Meaning::#then,
        }
    }
}

/// Returns the texts of all that stands at the end of the way.
fn values(path: &[Step]) -> TokenStream {
    let mut values = quote!(std::iter::once(output));
    for Step { name, optional, held_in } in path {
        let mut held_in = held_in.iter();
        values.extend(match (optional, (!optional).then(|| held_in.next()).flatten()) {
            (true, _) => quote!(.filter_map(|it| it.#name.as_ref())),
            (false, None) => quote!(.map(|it| &it.#name)),
            (false, Some(Holder::List)) => quote!(.flat_map(|it| &it.#name)),
            (false, Some(Holder::Map)) => quote!(.flat_map(|it| it.#name.values())),
        });
        for holder in held_in {
            values.extend(match holder {
                Holder::List => quote!(.flatten()),
                Holder::Map => quote!(.flat_map(|it| it.values())),
            });
        }
    }
    quote!(#values.map(ToString::to_string).collect())
}
