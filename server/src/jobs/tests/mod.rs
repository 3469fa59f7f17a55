mod complaints;
mod kit;
mod once;
mod replies;
mod year;
