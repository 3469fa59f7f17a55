//! Prints what an idle reconnect costs with 1,000 orders on the device. The aim: one request, at most 400 bytes of body
//! each way, whatever the number of orders.
#![allow(clippy::unwrap_used, reason = "a bench that can't set itself up has nothing to print")]

use undercroft_benches::Server;

fn main() {
    println!(
        "{:>8} {:>10} {:>10} {:>10} {:>14}",
        "orders", "requests", "bytes up", "bytes down", "first sync B"
    );
    for orders in [10, 100, 1_000] {
        let mut server = Server::with_orders(orders);
        let mut device = server.device();
        let mut first_bytes = 0;
        let first = pollster::block_on(device.sync(&mut server)).unwrap();
        first_bytes += server.last.1;
        let idle = pollster::block_on(device.sync(&mut server)).unwrap();
        let listed = pollster::block_on(device.list()).unwrap().len();
        let (up, down) = server.last;
        let pages = first.requests;
        println!("{listed:>8} {:>10} {up:>10} {down:>10} {first_bytes:>10} ({pages} pages)", idle.requests);
    }
}
