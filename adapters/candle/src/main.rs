//! candle as a subject: the losses of candle_nn on the cpu, their gradients by its autograd.
//!
//! JSON lines on standard input and output, as docs/wire.md says. What candle returns as an error
//! is an input refused. A panic is not caught: the process ends, and the exam tells which request
//! it did not survive.

use std::io::{self, BufRead, Write};

use base64::{Engine, prelude::BASE64_STANDARD};
use candle_core::{DType, Device, Result, Tensor, Var};
use candle_nn::loss;
use serde_json::{Map, Value, json};

type Loss = fn(&Tensor, &Tensor) -> Result<Tensor>;

/// Each loss by its name on the wire, with the arguments it has gradients for: the input comes first.
const LOSSES: [(&str, &[&str], Loss); 3] = [
    ("cross_entropy", &["logits"], loss::cross_entropy),
    ("nll_loss", &["log_probabilities"], loss::nll),
    (
        "binary_cross_entropy_with_logits",
        &["logits", "target"],
        loss::binary_cross_entropy_with_logit,
    ),
];

fn hello() -> Value {
    let losses = LOSSES.map(|(name, gradients, _)| {
        let declared = json!({
            "dtypes": ["f64", "f32", "f16", "bf16"],
            "targets": ["index"],
            "reductions": ["mean"],
            "gradients": gradients,
            "accuracy": "stable",
        });
        (name.to_string(), declared)
    });
    json!({
        "hello": 1,
        "name": "candle",
        "version": env!("CARGO_PKG_VERSION"),
        "losses": Map::from_iter(losses),
    })
}

/// A tensor of the wire, whose formats candle calls by the same names.
fn read(tensor: &Value) -> Result<Tensor> {
    let dtype: DType = tensor["dtype"].as_str().unwrap().parse().unwrap();
    let shape: Vec<usize> = serde_json::from_value(tensor["shape"].clone()).unwrap();
    let bits = BASE64_STANDARD.decode(tensor["bits"].as_str().unwrap());
    Tensor::from_raw_buffer(&bits.unwrap(), dtype, &shape, &Device::Cpu)
}

fn write(tensor: &Tensor) -> Result<Value> {
    let mut bits = Vec::new();
    tensor.write_bytes(&mut bits)?;
    let bits = BASE64_STANDARD.encode(bits);
    Ok(json!({ "dtype": tensor.dtype().as_str(), "shape": tensor.dims(), "bits": bits }))
}

fn evaluate(request: &Value) -> Result<Value> {
    let called = |(name, ..): &(&str, &[&str], Loss)| request["loss"] == *name;
    let (_, gradients, function) = LOSSES.into_iter().find(called).unwrap();
    let arguments = &request["arguments"];
    let x = Var::from_tensor(&read(&arguments[gradients[0]])?)?.into_inner();
    let y = read(&arguments["target"])?;
    // Indices of classes are u32 in candle.
    let y = match y.dtype().is_int() {
        true => y.to_dtype(DType::U32)?,
        false => Var::from_tensor(&y)?.into_inner(),
    };
    let loss = function(&x, &y)?;
    let mut answer = json!({ "id": request["id"], "loss": write(&loss)? });
    if request["want"]
        .as_array()
        .unwrap()
        .contains(&json!("gradient"))
    {
        let scaled = match &request["upstream"] {
            Value::Null => loss,
            upstream => (loss * read(upstream)?)?,
        };
        let slopes = scaled.backward()?;
        for (name, tensor) in gradients.iter().zip([x, y]) {
            // Autograd has no entry for what the loss does not depend on, as an empty batch.
            let none = || tensor.zeros_like();
            let slope = slopes.get(&tensor).cloned().map_or_else(none, Ok)?;
            answer["gradient"][*name] = write(&slope)?;
        }
    }
    Ok(answer)
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let message: Value = serde_json::from_str(&line?)?;
        let answer = match &message["id"] {
            Value::Null => hello(),
            id => evaluate(&message)
                .unwrap_or_else(|error| json!({ "id": id, "error": error.to_string() })),
        };
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}
